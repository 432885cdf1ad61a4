import { reorder } from "../../../kernels-wgsl/index_select/kernel.ts";
import { u32 } from "../../../kernels-wgsl/index.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { asMap } from "../map-shape.ts";
import { unitOrder } from "./order.ts";

export const build: BlockBuild<"mask-units"> = ({ graph, knobs: { side }, inputs: [input], shapes }) => {
  const [batch, height, columns, width] = asMap(graph, input, shapes).shape;
  const places = height * columns;
  const name = `units of ${side} in ${height} x ${columns}`;
  const order = graph.constant(name, u32(places), () => Float64Array.from(unitOrder(height, columns, side)));
  const inverse = graph.constant(`${name}, back`, u32(places), () => {
    const back = new Float64Array(places);
    unitOrder(height, columns, side).forEach((place, at) => (back[place] = at));
    return back;
  });
  const tokens = graph.reshape(input, [batch, places, width]);
  const [dealt] = graph.apply(reorder, [tokens, order, inverse], { axis: 1 });
  return [graph.reshape(dealt, [batch, places / side ** 2, side ** 2, width])];
};
