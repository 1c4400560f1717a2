/** kubernetes' own code and Podward accept the same texts, and read the same values. */
import { expect, test } from '@jest/globals';
import { streamProgress } from '../../devcluster/progress.ts';
import { defaultKubernetesVersion } from '../../devcluster/versions.ts';
import { seed } from '../property.ts';
import { formatsBinary } from './build.ts';
import { askKubernetes, askPodward, isSameAnswer, randomQuestion } from './formats.ts';
import { createRandom } from './random.ts';

const count = 100_000;

test(`${count} random texts, seed ${seed}`, async () => {
  const random = createRandom(seed);
  const questions = Array.from({ length: count }, () => randomQuestion(random));
  const binary = await formatsBinary(defaultKubernetesVersion, streamProgress());
  const answers = await askKubernetes(binary, questions);
  const different = questions.flatMap((question, i) => {
    const [kubernetes, podward] = [answers[i]!, askPodward(question)];
    return isSameAnswer(podward, kubernetes) ? [] : [{ ...question, kubernetes, podward }];
  });
  // The shortest texts are the easiest to understand.
  expect(different.toSorted((a, b) => a.text.length - b.text.length).slice(0, 10)).toEqual([]);
  // Each type has many texts of both kinds.
  for (const type of new Set(questions.map((question) => question.type))) {
    const ofType = answers.filter((_, i) => questions[i]!.type === type);
    const accepted = ofType.filter((answer) => answer.accepted).length;
    expect({ type, few: Math.min(accepted, ofType.length - accepted) < ofType.length / 20 }).toEqual({
      type,
      few: false,
    });
  }
});
