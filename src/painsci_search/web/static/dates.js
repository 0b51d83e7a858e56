/** The dates of filters and fields: a text in, whether it is a date out, as is_date of fields.py. */

const DATE = /^[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/;

/** Return whether a text is a year from 1000, a month, or a day that the calendar has. */
export function isDate(text) {
  if (!DATE.test(text)) return false;
  return text.length < 10 || new Date(`${text}T00:00:00Z`).getUTCDate() === Number(text.slice(8));
}
