import type { Timings } from "../../experiments/schema/result.ts";
import { formatNumber, formatPercent } from "../../lib/format.ts";
import { Term } from "../components/term.tsx";

/** Device time of each kernel in one training step, the slowest first. */
export function KernelTable({ kernels }: { readonly kernels: Timings["kernels"] }) {
  if (kernels === undefined || kernels.length === 0) {
    return (
      <p className="quiet note">
        Times of single kernels appear here when a step has been profiled. They need timestamp queries, which some
        devices do not have.
      </p>
    );
  }
  const sum = kernels.reduce((total, kernel) => total + kernel.ms, 0);
  const sorted = kernels.toSorted((a, b) => b.ms - a.ms);
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Time per kernel">
      <table className="table compact">
        <thead>
          <tr>
            <th scope="col">kernel</th>
            <th scope="col">block</th>
            <th scope="col">
              <Term of="launches">launches</Term>
            </th>
            <th scope="col">
              <Term of="kernelTime">ms/step</Term>
            </th>
            <th scope="col">share</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((kernel) => (
            <tr key={`${kernel.label} ${kernel.block ?? ""}`}>
              <th scope="row" className="number">
                {kernel.label}
              </th>
              <td>{kernel.block ?? "–"}</td>
              <td className="number">{formatNumber(kernel.launches)}</td>
              <td className="number">{formatNumber(kernel.ms, 3)}</td>
              <td className="number">{formatPercent(sum > 0 ? kernel.ms / sum : 0, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
