export interface Answer {
  /** The first of equals. */
  readonly likeliest: number;
  /** Negative logarithm of the probability of the right class. */
  readonly nats: number;
}

/** In float64 on the host: answers are few, and which is likeliest must be exact. */
export function answerOf(logits: Float32Array, right: number): Answer {
  const top = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
  return { likeliest: logits.indexOf(top), nats: top + Math.log(total) - logits[right] };
}
