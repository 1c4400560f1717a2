import { describe, expect, test } from '@jest/globals';
import { parseQuantity, quantityText } from '../../src/kubernetes/quantity.ts';
import {
  containerResources,
  hasPageSize,
  isExtended,
  isWhole,
  isWholePages,
  mayBeOvercommitted,
  pageSizeText,
  podResources,
  wholePages,
} from '../../src/kubernetes/resource-names.ts';

describe('names of resources', () => {
  test.each(['cpu', 'memory', 'hugepages-2Mi'])('%s is a resource of containers and of Pods', (name) => {
    expect(containerResources.errorOf(name)).toBeUndefined();
    expect(podResources.errorOf(name)).toBeUndefined();
  });

  test.each(['ephemeral-storage', 'example.com/gpu', 'kubernetes.io/new', `${'a'.repeat(244)}/gpu`])(
    '%s is one of containers alone',
    (name) => {
      expect(containerResources.errorOf(name)).toBeUndefined();
      expect(podResources.errorOf(name)).toBe('must be cpu, memory or hugepages-SIZE in pod-level resources');
    },
  );

  test.each(['gpu', 'requests.example.com/gpu', `${'a'.repeat(245)}/gpu`, 'a b', 'hugepages-2 Mi', ''])(
    '%p is not a resource',
    (name) => {
      expect(containerResources.errorOf(name)).toMatch(/^must /);
      expect(podResources.errorOf(name)).toMatch(/^must /);
    },
  );

  test('the message has the length of a shown value', () => {
    for (const name of ['gpu', 'requests.example.com/gpu', 'a b']) {
      expect(containerResources.errorOf(name)!.length).toBeLessThanOrEqual(120);
    }
  });

  test('every suggestion is a valid name', () => {
    expect(containerResources.known.map(containerResources.errorOf)).toEqual(
      containerResources.known.map(() => undefined),
    );
    expect(podResources.known.map(podResources.errorOf)).toEqual(podResources.known.map(() => undefined));
  });

  test('devices are extended resources, and cannot be overcommitted', () => {
    expect(isExtended('example.com/gpu')).toBe(true);
    expect(mayBeOvercommitted('example.com/gpu')).toBe(false);
    for (const name of ['cpu', 'kubernetes.io/new', 'requests.example.com/gpu']) expect(isExtended(name)).toBe(false);
    for (const name of ['cpu', 'kubernetes.io/new']) expect(mayBeOvercommitted(name)).toBe(true);
    expect(mayBeOvercommitted('hugepages-2Mi')).toBe(false);
  });
});

describe('amounts of resources', () => {
  test.each([
    ['1', true],
    ['1500m', false],
    ['-1500m', false],
    ['1000.5m', false],
    ['0', true],
    ['-1', true],
    ['16Pi', false],
    ['8Pi', true],
    ['1e19', true],
  ])('%s is whole: %p', (text, whole) => expect(isWhole(text)).toBe(whole));

  test.each([
    ['3Mi', '4Mi'],
    ['4Mi', '4Mi'],
    ['1', '2Mi'],
    ['0', '2Mi'],
    ['-3Mi', '2Mi'],
    ['2097152.5', '4Mi'],
  ])('%s needs pages of 2Mi that are %s', (text, pages) => {
    const amount = parseQuantity(text)!;
    expect(quantityText(wholePages('hugepages-2Mi', amount)!, pageSizeText('hugepages-2Mi'))).toBe(pages);
  });

  test.each([
    ['4Mi', true],
    ['3Mi', false],
    ['0', true],
    ['1e19', true],
  ])('%s is a multiple of 2Mi: %p', (text, isMultiple) => {
    expect(hasPageSize('hugepages-2Mi')).toBe(true);
    expect(isWholePages('hugepages-2Mi', text)).toBe(isMultiple);
  });

  test.each(['hugepages-', 'hugepages-2mi', 'hugepages-0', 'hugepages--2Mi', 'hugepages-1500m'])(
    '%s has no page size',
    (name) => {
      expect(hasPageSize(name)).toBe(false);
      expect(isWholePages(name, 0)).toBe(false);
      expect(wholePages(name, 0n)).toBeUndefined();
    },
  );
});
