/** Measures several things so that what else the machine does hits all alike. */

/** The best measure of each subject, of so many rounds in which they come in turn. */
export async function bestOf(rounds, subjects, measure) {
  const best = subjects.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, subject] of subjects.entries()) {
      best[index] = Math.min(best[index], await measure(subject));
    }
  }
  return best;
}
