/** Other spellings of a word, British and American, as spelling.py, by the lists of the export. */

const [SHORTEST, LONGEST] = [4, 40];
const MAY_PRECEDE = ["", "dis", "un", "mis", "be", "multi", "water", "de", "out", "anti", "mal"];
const IS = /^(.{2,})([iy])([sz])(e|es|ed|er|ers|ing|ings|ingly|edly|able|ability|ation|ations|ational|ationally)$/;

/** The spellings of an export. */
export class Spelling {
  /** @param {object} tables lists of stems and words, those in two spellings as pairs */
  constructor({ anywhere, beginnings, whole, oneWay, our, ourEndings, behaviourOnly, re, reEndings, doubled, doubledEndings, ys, ysEndings, solid, solidEndings, beforeSis }) {
    this.stems = [0, 1].map((way) => [
      ...anywhere.map((pair) => [pair[way], pair[1 - way], false]),
      ...beginnings.map((pair) => [pair[way], pair[1 - way], true]),
    ]);
    this.whole = [0, 1].map((way) => new Map(whole.map((pair) => [pair[way], pair[1 - way]])));
    this.oneWay = new Map(oneWay);
    Object.assign(this, { our, re, doubled, reEndings, behaviourOnly, solidEndings, beforeSis });
    this.ourEndings = new Set(ourEndings);
    this.doubledEndings = new Set(doubledEndings);
    this.ys = ys;
    this.ysEndings = new Set(ysEndings);
    this.solid = new Set(solid);
    this.known = new Map();
  }

  /** Return the other spellings of a folded word. */
  variants(word) {
    if (word.length < SHORTEST || word.length > LONGEST || !/^[a-z]+$/.test(word)) return [];
    if (!this.known.has(word)) this.known.set(word, this.find(word));
    return this.known.get(word);
  }

  find(word) {
    const [american, british] = [this.respell(word, 0), this.respell(word, 1)];
    // Oxford spells as in Britain, but "-ize"
    const oxford = IS.exec(british)?.[2] === "i" ? this.ise(british, 0) : british;
    const found = new Set([american, british, oxford, this.oneWay.get(word) ?? word]);
    found.delete(word);
    return [...found];
  }

  /** Spell a word the American way, 0, or the British one, 1. */
  respell(typed, way) {
    const whole = this.whole[way].get(typed);
    if (whole !== undefined) return whole;
    const word = this.respellStems(typed, way);
    return this.withOur(word, way) ?? this.withRe(word, way) ?? this.withDoubled(word, way) ?? this.ise(word, way);
  }

  respellStems(typed, way) {
    let word = typed;
    for (let at = 0; at <= word.length - 3; at++) {
      const found = this.stems[way].find(([mine, , onlyFirst]) => word.startsWith(mine, at) && !(onlyFirst && at));
      if (!found) continue;
      const [mine, other] = found;
      word = word.slice(0, at) + other + word.slice(at + mine.length);
      at += other.length - 1;
    }
    return word;
  }

  withOur(word, way) {
    const [mine, other] = way ? ["or", "our"] : ["our", "or"];
    const at = word.lastIndexOf(mine);
    const [stem, ending] = [word.slice(0, Math.max(at, 0)), word.slice(at + mine.length)];
    if (at < 2 || !this.ourEndings.has(ending)) return null;
    const known = this.our.find((end) => stem.endsWith(end));
    if (known === undefined || (this.behaviourOnly.includes(ending) && !stem.endsWith("behavi"))) return null;
    if (known.length < 4 && !MAY_PRECEDE.includes(stem.slice(0, -known.length))) return null;
    return stem + other + ending;
  }

  withRe(word, way) {
    for (const pair of this.reEndings) {
      const [mine, other] = [pair[way], pair[1 - way]];
      if (!word.endsWith(mine)) continue;
      let stem = word.slice(0, -mine.length);
      if (way === 1 && stem.endsWith("maneuv")) stem = stem.replaceAll("maneuv", "manoeuv");
      if (this.re.includes(stem)) return (way ? stem : stem.replaceAll("manoeuv", "maneuv")) + other;
    }
    return null;
  }

  withDoubled(word, way) {
    for (const length of [2, 3, 4]) {
      const [stem, ending] = [word.slice(0, -length), word.slice(-length)];
      if (!this.doubledEndings.has(ending)) continue;
      if (way === 0 && stem.endsWith("ll") && this.doubled.includes(stem.slice(0, -1))) return stem.slice(0, -1) + ending;
      if (way === 1 && this.doubled.includes(stem)) return `${stem}l${ending}`;
    }
    return null;
  }

  /** Spell "-ise" as "-ize", 0, or the reverse, 1. */
  ise(word, way) {
    const match = IS.exec(word);
    if (!match || match[3] !== "sz"[way]) return word;
    const [, before, vowel, , ending] = match;
    const isKnown =
      vowel === "y"
        ? this.ys.some((end) => `${before}y`.endsWith(end)) && this.ysEndings.has(ending)
        : !this.solid.has(before) &&
          !this.solidEndings.some((end) => before.endsWith(end)) &&
          (!before.endsWith("s") || this.beforeSis.some((end) => before.endsWith(end)));
    return isKnown ? `${before}${vowel}${"zs"[way]}${ending}` : word;
  }
}
