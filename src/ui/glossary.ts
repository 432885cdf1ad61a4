/** What a hover says about a number. */
export interface GlossaryEntry {
  readonly title: string;
  readonly unit?: string;
  /** What the number is. */
  readonly what: string;
  /** How it was made. */
  readonly how: string;
  /** What it does not tell. */
  readonly doesNotTell: string;
}

/** One entry for every number in the page. Energy proxies are described in `lib/energy.ts`, which computes them. */
export const GLOSSARY = {
  bitsPerByte: {
    title: "Bits per byte",
    unit: "bits/byte",
    what: "How many bits the model needs on average for one byte of text it has not seen. Lower is better.",
    how: "The summed surprise of all scored tokens, in bits, divided by the bytes that they stand for.",
    doesNotTell: "Does not tell how good the written text reads.",
  },
  loss: {
    title: "Loss",
    unit: "nats/token",
    what: "Mean surprise per token in natural units. Lower is better.",
    how: "Cross-entropy between the model's distribution and the token that came.",
    doesNotTell: "Not comparable between tokenizers: a token may stand for one byte or for many.",
  },
  perplexity: {
    title: "Perplexity",
    unit: "per token",
    what: "Among how many equally likely tokens the model seems to choose. Lower is better.",
    how: "The exponential of the loss per token.",
    doesNotTell: "Not comparable between tokenizers, nor with a perplexity per word.",
  },
  accuracy: {
    title: "Accuracy",
    unit: "%",
    what: "How many of a hundred held-out examples were answered rightly. Higher is better.",
    how: "An answer is the class with the largest logit. One standard error is about 2 points for 500 examples, 1.5 for 1,000.",
    doesNotTell: "How sure the answers were: the loss tells that, and moves earlier.",
  },
  trainingCurve: {
    title: "Training curve",
    what: "Quality on the batch of each step, before the model learned from it.",
    how: "Faint: as measured. On top: exponential smoothing with bias correction. The steep first tenth of a long curve may leave the frame.",
    doesNotTell: "A batch is small, so the raw line jumps; compare arms on evaluations.",
  },
  evaluationCurve: {
    title: "Quick evaluation",
    what: "Quality on the first targets of the held-out text, the same ones every time.",
    how: "Every few steps, without carried context, on the slice whose hash is in the result.",
    doesNotTell: "Smaller than the full evaluation at the end, which decides.",
  },
  finalQuality: {
    title: "Final quality",
    unit: "bits/byte",
    what: "Bits per byte after the last step, on at least 50,000 held-out targets or the whole split.",
    how: "Mean over finished seeds. After ±: with several seeds the standard error over seeds, with one seed that over documents or windows of the slice.",
    doesNotTell: "With one seed, ± says nothing of how much another seed would differ.",
  },
  latestQuality: {
    title: "Latest quick evaluation",
    unit: "bits/byte",
    what: "Bits per byte at the last quick evaluation of the run under way.",
    how: "On the fixed quick slice; ± is its standard error over windows.",
    doesNotTell: "Not the final quality: training is not over and the slice is smaller.",
  },
  parameters: {
    title: "Parameters",
    what: "Numbers that training adjusts.",
    how: "Counted from the model as it was built.",
    doesNotTell: "Does not tell its speed or its memory while training.",
  },
  difference: {
    title: "Difference to the baseline",
    unit: "bits/byte",
    what: "This arm minus the baseline at the end. Below 0: this arm is better.",
    how: "Mean over seeds that both arms finished, each arm at its best learning rate. In brackets: the 95 % interval of a paired t test.",
    doesNotTell: "One seed has no interval, so it cannot tell a difference from chance.",
  },
  stepsToBaseline: {
    title: "Steps to reach the baseline",
    unit: "steps",
    what: "When this arm was first as good as the baseline at its end, and how many times fewer steps that is.",
    how: "First quick evaluation at or below the baseline's last one, means over the same seeds.",
    doesNotTell: "Coarse: evaluations come every few steps. A shorter schedule would give another number.",
  },
  seeds: {
    title: "Seeds",
    what: "How often each arm is trained from different random numbers.",
    how: "Seeds 1, 2, 3 …; all arms share initial weights by name and the order of the data at each seed.",
    doesNotTell: "One seed never decides; three or more begin to.",
  },
  steps: {
    title: "Steps",
    what: "Updates of the weights in one run.",
    how: "The schedule of the learning rate spans exactly this many.",
    doesNotTell: "Arms that cost more per step get more compute at equal steps.",
  },
  learningRate: {
    title: "Learning rate",
    what: "How far one update moves the weights; the peak of a schedule with warm-up and cosine.",
    how: "Several values make a grid: each arm is judged at its own best one.",
    doesNotTell: "An arm may lose only because the rate suits the other.",
  },
  batch: {
    title: "Batch",
    unit: "sequences",
    what: "Sequences per step.",
    how: "Drawn from the training text by seed and step.",
    doesNotTell: "Does not tell tokens per step: that is batch × sequence length.",
  },
  sequenceLength: {
    title: "Sequence length",
    unit: "tokens",
    what: "Tokens that the model sees at once.",
    how: "Training rows and evaluation windows have this length.",
    doesNotTell: "Context beyond it is never used.",
  },
  tokens: {
    title: "Tokens",
    what: "Training tokens seen so far.",
    how: "Steps × batch × sequence length.",
    doesNotTell: "Tokens may repeat: rows are drawn with replacement.",
  },
  flops: {
    title: "FLOPs",
    what: "Multiplications and additions of training so far, forward and backward.",
    how: "Counted by each kernel from its shapes; special functions are kept apart.",
    doesNotTell: "Does not tell time: kernels reach different shares of the device's peak.",
  },
  seconds: {
    title: "Training time",
    unit: "s",
    what: "Time spent in training steps of this run.",
    how: "Without compilation, evaluation and pauses.",
    doesNotTell: "Arms run interleaved on one device, so each slows the other a little.",
  },
  joules: {
    title: "Joules (proxy)",
    unit: "J",
    what: "Arithmetic energy of training: what an idealised chip would spend on its multiplications, additions and special functions.",
    how: "Operations counted by each kernel, times the picojoules of the 45 nm table. As a budget: each arm trains as many steps as it allows.",
    doesNotTell: "Not measured, and without memory traffic: no browser tells what a device spends.",
  },
  smoothing: {
    title: "Smoothing",
    what: "Share of the past that the smoothed line keeps at each step.",
    how: "Exponential average, corrected for its start, so the first point is not pulled to zero.",
    doesNotTell: "A strong average lags behind the curve.",
  },
  yardstick: {
    title: "Yardsticks",
    unit: "bits/byte",
    what: "What simple statistics reach on the same held-out text: byte models that look back none, one or two bytes.",
    how: "Witten-Bell smoothed counts of the training text, scored on the slice of the evaluations that the chart draws.",
    doesNotTell: "No target: a long trained model passes them easily.",
  },
  stepTime: {
    title: "Step latency",
    unit: "ms",
    what: "Time from one finished training step to the next; its parts are the passes on the device.",
    how: "Median of recent steps; in brackets the tenth and ninetieth percentile. Passes by timestamp queries where the device has them.",
    doesNotTell: "On a software adapter it is the processor's time: not a ranking of architectures on GPUs.",
  },
  decodeTime: {
    title: "Decode latency",
    unit: "ms/token",
    what: "Time for one more token of one sequence, behind a given number of others.",
    how: "Measured when a run ends: median of nine tokens, each one submit, until its logits are on the host.",
    doesNotTell: "On a software adapter it is the processor's time. Several sequences at once are not measured.",
  },
  tokensPerSecond: {
    title: "Tokens per second",
    what: "Training throughput of one arm.",
    how: "Tokens per step divided by the median step latency.",
    doesNotTell: "Does not tell the speed of writing text.",
  },
  kernelTime: {
    title: "Time per kernel",
    unit: "ms/step",
    what: "Device time of one kernel per training step, summed over its launches.",
    how: "Timestamp queries around each pass, sampled on some steps.",
    doesNotTell: "Browsers round timestamps to 0.1 ms; short kernels are uncertain.",
  },
  launches: {
    title: "Launches",
    unit: "per step",
    what: "Dispatches of a kernel in one training step.",
    how: "Counted in the plan.",
    doesNotTell: "Small models are bound by launches, not by arithmetic.",
  },
  gradientNorm: {
    title: "Gradient norm",
    what: "Length of the gradient over all parameters, before clipping.",
    how: "Two kernels over the gradient arena at every step.",
    doesNotTell: "Not comparable between models of different size.",
  },
  forecastError: {
    title: "Errors of the forecasts",
    what: "Mean squared (MSE) and mean absolute error (MAE) over all held-out windows, steps ahead and variables. Lower is better.",
    how: "In float64 from the forecasts of the last evaluation; values are standardised by the training rows, so that 1 is the variance of a variable.",
    doesNotTell: "Not comparable between horizons, nor between series.",
  },
  predictions: {
    title: "Predictions",
    what: "The likeliest class of each held-out image at the end, for the first images of the slice; the table counts all of them.",
    how: "The class with the largest logit; of equals the first.",
    doesNotTell: "Whether the arm was sure of it.",
  },
  sample: {
    title: "Generated text",
    what: "What each arm writes after the prompt at this step and seed.",
    how: "Drawn token by token with the temperature and top-k of the experiment; the same random numbers for all arms.",
    doesNotTell: "An anecdote: it decides nothing.",
  },
  phase: {
    title: "Preparation",
    what: "What happens before the first point of the curves.",
    how: "Counted by the worker as it goes.",
    doesNotTell: "None of it counts as training time.",
  },
  progress: {
    title: "Progress",
    what: "Steps done of all steps of all runs.",
    how: "Remaining time: steps left times the recent time per step.",
    doesNotTell: "Evaluations and samples are not in the remaining time.",
  },
  published: {
    title: "Published numbers",
    what: "What the paper reports for its baseline and its own model.",
    how: "Copied from the paper at the size and length named beside it.",
    doesNotTell: "Says nothing about the size that a browser trains.",
  },
  dataset: {
    title: "Data",
    what: "The text that was trained on, cut into training and held-out parts.",
    how: "Its SHA-256 is stored with the result; “verified” means equal to the published text, byte for byte.",
    doesNotTell: "The same text with another tokenizer gives other losses per token.",
  },
  flopsPerToken: {
    title: "Work per token",
    unit: "FLOP",
    what: "Multiplications and additions for one token of training.",
    how: "Counted from the kernels of forward, backward and update.",
    doesNotTell: "Does not tell time.",
  },
  flopsForward: {
    title: "Forward work per token",
    unit: "FLOP",
    what: "Multiplications and additions to read one token.",
    how: "Counted from the kernels of the forward pass, at the baseline's batch and length.",
    doesNotTell: "Does not tell time.",
  },
  flopsDecode: {
    title: "Decoding work per token",
    unit: "FLOP",
    what: "Multiplications and additions to write one more token behind a full context.",
    how: "Counted from the step form of the architecture; “–” where it has none.",
    doesNotTell: "Writing is usually bound by memory, not by arithmetic.",
  },
  activationBytes: {
    title: "Activations",
    unit: "bytes",
    what: "Activations and their gradients that are alive at once in a training step.",
    how: "From the plan of the step, slots shared by what does not live at the same time.",
    doesNotTell: "Weights, gradients and moments come on top; see peak memory.",
  },
  predictedStep: {
    title: "Predicted step",
    unit: "s",
    what: "The least time that a training step can take on this device.",
    how: "Roofline: the step's counted work and traffic over what this device reached when it was measured.",
    doesNotTell: "Does not tell how far kernels stay behind the roof: a measured step takes longer.",
  },
  deviceLimit: {
    title: "Device limit",
    unit: "bytes",
    what: "The largest buffer that this adapter allows.",
    how: "As the browser reports it. All weights lie in one buffer.",
    doesNotTell: "Not how much memory is free.",
  },
  stateBytes: {
    title: "State",
    unit: "bytes",
    what: "What must be kept per sequence to go on writing, such as keys and values.",
    how: "From the document at this sequence length.",
    doesNotTell: "Not the memory of training.",
  },
  peakBytes: {
    title: "Peak memory",
    unit: "bytes",
    what: "Device memory that training this model takes.",
    how: "From the plan, before the first step.",
    doesNotTell: "The browser's own use comes on top.",
  },
  pressureStrip: {
    title: "CPU pressure",
    what: "How loaded the browser says the processor is, second by second.",
    how: "Compute Pressure interface, while the session runs.",
    doesNotTell: "Does not tell GPU load, watts, or which process causes it.",
  },
  adapter: {
    title: "Adapter",
    what: "The device on which WebGPU runs here.",
    how: "As the browser names it.",
    doesNotTell: "Browsers hide the exact model.",
  },
} as const satisfies Record<string, GlossaryEntry>;

export type GlossaryTerm = keyof typeof GLOSSARY;
