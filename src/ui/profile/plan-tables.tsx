import { formatNumber, formatScaled } from "../../lib/format.ts";
import type { ArmPlan, DispatchRow, FusionNote } from "../../workers/protocol.ts";
import { fusionGroups, recomputeSentence, variantRows } from "./plan-rows.ts";

const bytesText = (bytes: number): string => formatScaled(bytes, "B");

const STORED = { none: "kept", blocks: "made again by blocks" } as const;

/** Exact memory with and without recomputation. */
export function RecomputeTable({ plan }: { readonly plan: ArmPlan }) {
  return (
    <section className="panel" aria-labelledby="recompute-heading">
      <div className="panel-heading">
        <h2 id="recompute-heading">Recomputation</h2>
      </div>
      <table className="table compact">
        <thead>
          <tr>
            <th scope="col">activations</th>
            <th scope="col">peak</th>
            <th scope="col">in slots</th>
            <th scope="col">dispatches</th>
            <th scope="col">FLOPs</th>
          </tr>
        </thead>
        <tbody>
          {(["none", "blocks"] as const).map((kind) => (
            <tr key={kind}>
              <th scope="row">{STORED[kind]}</th>
              <td className="number">{bytesText(plan.memory[kind].peakBytes)}</td>
              <td className="number">{bytesText(plan.memory[kind].slotBytes)}</td>
              <td className="number">{formatNumber(plan.memory[kind].dispatches)}</td>
              <td className="number">{formatScaled(plan.memory[kind].flops, "")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="note">{recomputeSentence(plan, bytesText)} Counted from both plans; nothing was run for it.</p>
    </section>
  );
}

/** What became part of another kernel, and why the rest did not. */
export function FusionTable({ notes }: { readonly notes: readonly FusionNote[] }) {
  const groups = fusionGroups(notes);
  const fused = notes.filter(({ into }) => into !== null).length;
  return (
    <section className="panel" aria-labelledby="fusion-heading">
      <div className="panel-heading">
        <h2 id="fusion-heading">Fusion</h2>
      </div>
      <p className="note">
        {fused} of {notes.length} candidates became part of another kernel.
      </p>
      <div className="scroll profile-scroll" tabIndex={0} role="region" aria-label="Fusion">
        <table className="table compact">
          <thead>
            <tr>
              <th scope="col">candidate</th>
              <th scope="col">times</th>
              <th scope="col">what became of it</th>
            </tr>
          </thead>
          <tbody>
            {groups.map(({ id, what, fate, count, reasons }) => (
              <tr key={id}>
                <th scope="row" className="number">
                  {what}
                </th>
                <td className="number">{count}</td>
                <td>
                  {fate}
                  {reasons.length === 0 ? null : (
                    <ul className="note fusion-reasons">
                      {reasons.map((reason) => (
                        <li key={reason}>{reason}</li>
                      ))}
                    </ul>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Every dispatch of a step in order. */
export function DispatchTable({ dispatches }: { readonly dispatches: readonly DispatchRow[] }) {
  return (
    <section className="panel" aria-labelledby="dispatch-heading">
      <div className="panel-heading">
        <h2 id="dispatch-heading">Dispatches</h2>
      </div>
      <div className="scroll profile-scroll" tabIndex={0} role="region" aria-label="Dispatches">
        <table className="table compact">
          <thead>
            <tr>
              <th scope="col">no.</th>
              <th scope="col">kernel</th>
              <th scope="col">block</th>
              <th scope="col">pass</th>
              <th scope="col">workgroups</th>
              <th scope="col">FLOPs</th>
              <th scope="col">bytes</th>
              <th scope="col">text</th>
            </tr>
          </thead>
          <tbody>
            {dispatches.map(({ label, block, phase, workgroups, flops, bytes, variant }, index) => (
              <tr key={index}>
                <td className="number">{index + 1}</td>
                <th scope="row" className="number">
                  {label}
                </th>
                <td>{block}</td>
                <td>{phase}</td>
                <td className="number">{workgroups.join(" × ")}</td>
                <td className="number">{formatScaled(flops, "")}</td>
                <td className="number">{bytesText(bytes)}</td>
                <td className="number">{variant}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The kernel texts that this device's plan uses. */
export function VariantTable({ dispatches }: { readonly dispatches: readonly DispatchRow[] }) {
  const rows = variantRows(dispatches);
  return (
    <section className="panel" aria-labelledby="variant-heading">
      <div className="panel-heading">
        <h2 id="variant-heading">Kernel variants</h2>
      </div>
      <p className="note">
        A kernel has variants for devices, shapes and endings. These {rows.length} texts are compiled here; equal digits
        mean equal arithmetic, and a result keeps them.
      </p>
      <div className="scroll profile-scroll" tabIndex={0} role="region" aria-label="Kernel variants">
        <table className="table compact">
          <thead>
            <tr>
              <th scope="col">kernel</th>
              <th scope="col">text</th>
              <th scope="col">dispatches</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, variant, dispatches: count }) => (
              <tr key={`${label} ${variant}`}>
                <th scope="row" className="number">
                  {label}
                </th>
                <td className="number">{variant}</td>
                <td className="number">{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
