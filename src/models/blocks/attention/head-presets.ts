/** How many of the nominal heads have queries, and keys and values, as a share; `one` means a single head. */
const FAMILY = [
  { name: "MHA", query: 1, keyValue: 1, help: "Every head has its own queries, keys and values." },
  { name: "GQA", query: 1, keyValue: 4, help: "Groups of four query heads share keys and values." },
  { name: "MQA", query: 1, keyValue: "one", help: "All query heads share one head of keys and values." },
  { name: "SQA", query: 2, keyValue: 4, help: "Half the query heads, a quarter of the key/value heads." },
  { name: "sSQA", query: 2, keyValue: 2, help: "Half the query heads and as many key/value heads." },
  { name: "xSQA", query: 4, keyValue: 4, help: "A quarter of both." },
  { name: "xSMQA", query: 4, keyValue: "one", help: "A quarter of the query heads, one key/value head." },
] as const;

/** Named combinations from Sparse Query Attention; rounded up to whole heads, key/value heads down to a divisor. */
export const HEAD_PRESETS = FAMILY.map(({ name, query, keyValue, help }) => ({
  name,
  help,
  apply({ heads }: { readonly heads: number }) {
    const queryHeads = Math.ceil(heads / query);
    const wanted = keyValue === "one" ? 1 : Math.ceil(heads / keyValue);
    return { queryHeads, kvHeads: divisorAtMost(queryHeads, wanted) };
  },
}));

function divisorAtMost(total: number, wanted: number): number {
  let divisor = Math.min(total, wanted);
  while (total % divisor !== 0) divisor -= 1;
  return divisor;
}
