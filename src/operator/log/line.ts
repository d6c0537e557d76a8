import { styleText } from 'node:util';
import type { Level } from './types.ts';

const colours = { debug: 'dim', info: 'green', warn: 'yellow', error: 'red' } as const;

/** One line of JSON, as pino wrote it, for people: `13:12:48 info  deployed app=shop/web seconds=1.2`. */
export function forPeople(json: string, colour: boolean): string {
  const { level, time, message, ...fields } = JSON.parse(json) as Record<string, string | number | boolean>;
  const name = String(level).padEnd(5);
  const shown = colour ? styleText(colours[level as Level], name, { validateStream: false }) : name;
  const rest = Object.entries(fields).map(([key, value]) => ` ${key}=${quoted(String(value))}`);
  return `${String(time).slice(11, 19)} ${shown} ${oneLine(String(message))}${rest.join('')}\n`;
}

function quoted(text: string): string {
  return /^[^\s"=\p{Cc}]+$/u.test(text) ? text : JSON.stringify(text).replaceAll(/\p{Cc}/gu, escaped);
}

/** Control characters could rewrite what a terminal shows. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, escaped);
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
