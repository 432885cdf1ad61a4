import type { GoldenFamily } from "../family.ts";
import { gpt2, gptRope, mamba, threePhase } from "../model-document.ts";
import { runGoldenModel } from "../model-run.ts";
import { vit } from "../vit-document.ts";

export const family: GoldenFamily = {
  trajectories: {
    model_gpt_rope: (golden, gpu) => runGoldenModel(golden, gptRope(golden), gpu),
    model_gpt2: (golden, gpu) => runGoldenModel(golden, gpt2(golden), gpu),
    model_mamba: (golden, gpu) => runGoldenModel(golden, mamba(golden), gpu),
    model_vit: (golden, gpu) => runGoldenModel(golden, vit(golden), gpu),
    model_three_phase: (golden, gpu) => runGoldenModel(golden, threePhase(golden), gpu),
  },
};
