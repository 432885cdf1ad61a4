/** How often each class (row) got each answer (column); images without an answer are left out. */
export function confusionOf(truth: readonly number[], answers: readonly number[], classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  answers.forEach((answer, image) => {
    counts[truth[image]][answer] += 1;
  });
  return counts;
}
