/**
 * Times as survey platforms write them, in seconds since 1970; undefined for anything else. Without an offset the clock of Viet Nam is meant (UTC+7, no summer
 * time). Forms: ISO 8601; "31/01/2024 08:15:30", the day first as Vietnamese accounts write it; "Oct 10, 2015 6:26:24 PM" (SurveyCTO); a number of days
 * since 30 December 1899 (a date cell of a spreadsheet).
 */
export function readSurveyTime(text: string): number | undefined {
  const trimmed = text.trim();
  return isoTime(trimmed) ?? dayFirst(trimmed) ?? monthNamed(trimmed) ?? serialTime(trimmed);
}

const HOUR = 3600;
const VIET_NAM = 7 * HOUR;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Undefined for a day or an hour that no calendar has. Month from 1. */
function instant(year: number, month: number, day: number, hour: number, minute: number, second: number): number | undefined {
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(ms);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return exists && year >= 1990 && year < 2100 ? ms / 1000 : undefined;
}

function isoTime(text: string): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?$/.exec(text);
  if (match === null) return undefined;
  // A cell of exactly midnight shows its day only.
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] = match;
  const at = instant(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  if (at === undefined) return undefined;
  if (zone === undefined) return at - VIET_NAM;
  if (zone === 'Z') return at;
  const offset = Number(zone.slice(1, 3)) * HOUR + Number(zone.slice(-2)) * 60;
  return zone.startsWith('-') ? at + offset : at - offset;
}

function dayFirst(text: string): number | undefined {
  const match = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})[ ,]+(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text);
  if (match === null) return undefined;
  const [, day, month, year, hour, minute, second = '0'] = match;
  const at = instant(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  return at === undefined ? undefined : at - VIET_NAM;
}

function monthNamed(text: string): number | undefined {
  const match = /^([a-z]{3}) (\d{1,2}), (\d{4}) (\d{1,2}):(\d\d)(?::(\d\d))? ([ap])m$/i.exec(text);
  if (match === null) return undefined;
  const [, name = '', day, year, hour, minute, second = '0', half = ''] = match;
  if (Number(hour) > 12 || Number(hour) < 1) return undefined;
  const hours = (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const at = instant(Number(year), MONTHS.indexOf(name.toLowerCase()) + 1, Number(day), hours, Number(minute), Number(second));
  return at === undefined ? undefined : at - VIET_NAM;
}

function serialTime(text: string): number | undefined {
  const match = /^(\d{5})(?:[.,](\d+))?$/.exec(text);
  if (match === null) return undefined;
  const days = Number(`${match[1]}.${match[2] ?? '0'}`);
  // 1990 to 2099.
  return days >= 32_874 && days < 73_051 ? Math.round((days - 25_569) * 86_400) - VIET_NAM : undefined;
}
