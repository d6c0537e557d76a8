/** JSON as `npm run format` writes it: lists of scalars that fit stand on one line. */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  const lists = text.replaceAll(
    /\[\n\s+([^[\]{}]*?)\n\s+\]/g,
    (_all, items: string) => `[${items.replaceAll(/\n\s+/g, ' ')}]`,
  );
  return `${lists}\n`;
}
