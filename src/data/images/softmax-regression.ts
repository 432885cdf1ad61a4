import { STREAMS, threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import { bytesPerImage, channelStatistics, standardised, type ImageSet } from "./image-set.ts";

export interface RegressionScore {
  /** Share of held-out images answered rightly. */
  readonly accuracy: number;
  /** Mean negative log-likelihood, nats per image. */
  readonly loss: number;
}

/** In a page: about so many images are read, so that the yardstick takes seconds; a small set is read this often at most. */
const VISITS = 20_000;
const MOST_EPOCHS = 30;
const BATCH = 50;
const RATE = 0.002;

interface Model {
  /** [classes, D + 1], the bias last. */
  readonly weights: Float32Array;
  readonly classes: number;
  readonly size: number;
}

/** Probabilities of the classes, written into `into`. */
function predict({ weights, classes, size }: Model, image: Float32Array, into: Float64Array): void {
  let top = -Infinity;
  for (let k = 0; k < classes; k++) {
    const row = k * (size + 1);
    // Four sums side by side: one alone would wait for each addition.
    let [a, b, c, e] = [weights[row + size], 0, 0, 0];
    let d = 0;
    for (; d + 3 < size; d += 4) {
      a += weights[row + d] * image[d];
      b += weights[row + d + 1] * image[d + 1];
      c += weights[row + d + 2] * image[d + 2];
      e += weights[row + d + 3] * image[d + 3];
    }
    for (; d < size; d++) a += weights[row + d] * image[d];
    const sum = a + b + (c + e);
    into[k] = sum;
    top = Math.max(top, sum);
  }
  let total = 0;
  for (let k = 0; k < classes; k++) total += into[k] = Math.exp(into[k] - top);
  for (let k = 0; k < classes; k++) into[k] /= total;
}

/** A random order, the same for everyone. */
function shuffled(count: number, epoch: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = uniformBelow(threefry2x32(1, STREAMS.sampling, epoch, i)[0], i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** One step of gradient descent on a batch. */
function descend(model: Model, images: Float32Array, labels: Uint8Array, batch: Uint32Array, rate: number): void {
  const { weights, classes, size } = model;
  const errors = Array.from(batch, (image) => {
    const share = new Float64Array(classes);
    predict(model, images.subarray(image * size, (image + 1) * size), share);
    share[labels[image]] -= 1;
    return share;
  });
  batch.forEach((image, n) => {
    const pixels = images.subarray(image * size, (image + 1) * size);
    for (let k = 0; k < classes; k++) {
      const factor = (rate * errors[n][k]) / batch.length;
      const row = k * (size + 1);
      for (let d = 0; d < size; d++) weights[row + d] -= factor * pixels[d];
      weights[row + size] -= factor;
    }
  });
}

/**
 * How far a single linear map of standardised pixels comes: multinomial logistic regression from zero, mini-batch gradient descent with a
 * rate that falls linearly to zero. What a network reaches above this it owes to its depth.
 */
export function softmaxRegression(
  train: ImageSet,
  evaluation: ImageSet,
  epochs = Math.min(MOST_EPOCHS, Math.max(1, Math.round(VISITS / train.labels.length))),
): RegressionScore {
  const [size, count] = [bytesPerImage(train), train.labels.length];
  const statistics = channelStatistics(train);
  const images = standardised(train, statistics, 0, count);
  const classes = train.classes.length;
  const model = { weights: new Float32Array(classes * (size + 1)), classes, size };
  const batches = Math.ceil(count / BATCH);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(count, epoch);
    for (let at = 0; at < batches; at++) {
      const rate = RATE * (1 - (epoch * batches + at) / (epochs * batches));
      descend(model, images, train.labels, order.subarray(at * BATCH, (at + 1) * BATCH), rate);
    }
  }
  return score(model, evaluation, standardised(evaluation, statistics, 0, evaluation.labels.length));
}

function score(model: Model, { labels }: ImageSet, images: Float32Array): RegressionScore {
  const shares = new Float64Array(model.classes);
  let [right, nats] = [0, 0];
  labels.forEach((label, image) => {
    predict(model, images.subarray(image * model.size, (image + 1) * model.size), shares);
    right += Number(shares.indexOf(Math.max(...shares)) === label);
    nats -= Math.log(Math.max(shares[label], Number.MIN_VALUE));
  });
  return { accuracy: right / labels.length, loss: nats / labels.length };
}
