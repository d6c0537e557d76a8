import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeap } from './heap.ts';

test('a heap gives its items in order, whatever was added and deleted in between', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('add' as const), value: fc.integer({ min: 0, max: 20 }) }),
    fc.record({ do: fc.constant('delete' as const), index: fc.nat(30) }),
    fc.record({ do: fc.constant('first' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const heap = createHeap<{ value: number }>((a, b) => a.value < b.value);
      const model: { value: number }[] = [];
      for (const it of steps) {
        if (it.do === 'add') {
          const item = { value: it.value };
          heap.add(item);
          model.push(item);
        } else if (it.do === 'delete') {
          const item = model[it.index] ?? { value: 0 };
          expect(heap.delete(item)).toBe(model.includes(item));
          if (model.includes(item)) model.splice(model.indexOf(item), 1);
        } else {
          expect(heap.first()?.value).toBe(model.length === 0 ? undefined : Math.min(...model.map((one) => one.value)));
        }
        expect(heap.size).toBe(model.length);
      }
      const drained: number[] = [];
      for (let item = heap.first(); item; item = heap.first()) {
        drained.push(item.value);
        heap.delete(item);
      }
      expect(drained).toEqual(model.map((one) => one.value).toSorted((a, b) => a - b));
    }),
  );
});
