/** The works that passages cite: records of an exported index in; works, years and entries out. */

import { Reader } from "./postings.js";
import { prepare } from "./search.js";

let opened;

/** Load which works the records cite, by number, and the years of the works. */
async function cited() {
  const { index } = await prepare();
  opened ??= index.load(index.head.citing, "bytes").then((bytes) => {
    const reader = new Reader(bytes);
    const list = () => Array.from({ length: reader.number() }, () => reader.number());
    return { years: list(), ofRecords: Array.from({ length: index.size }, list) };
  });
  return opened;
}

/** Return the numbers of the works that records cite, each once, in the order of the records. */
export async function citedBy(records, most = Infinity) {
  const { ofRecords } = await cited();
  return [...new Set(records.flatMap((record) => ofRecords[record]))].slice(0, most);
}

/** Return how many of the works that records cite are of each year. */
export async function yearsOf(records) {
  const { years } = await cited();
  const counts = new Map();
  for (const number of await citedBy(records)) {
    if (years[number]) counts.set(years[number], (counts.get(years[number]) ?? 0) + 1);
  }
  return counts;
}

/** Return the list of works and their orders; each work has its number. */
export async function listWorks() {
  const { index } = await prepare();
  const { works, orders } = await index.load(index.head.works, "json");
  works.forEach((work, number) => {
    work.number = number;
  });
  return { works, orders };
}

/** Return the entries of works in a format of reference managers. */
export async function entriesOf(numbers, form) {
  const { works } = await listWorks();
  const found = await Promise.all(numbers.map((number) => detailsOf(works, number, "entry")));
  return found.map((entries) => entries[form]);
}

/** Return what the page of a work shows. */
export async function pageOf(number) {
  const { works } = await listWorks();
  return detailsOf(works, number, "page");
}

/** Load what a file has of a work; the works of a file follow one another. */
async function detailsOf(works, number, kind) {
  const { index } = await prepare();
  const name = works[number][kind];
  const values = await index.load(name, "json");
  const first = works.findIndex((work) => work[kind] === name);
  return values[number - first];
}
