const digits = '零一二三四五六七八九';

/** 十五 -> 15, up to 99: no document here has more articles. */
function numberOf(text: string): number | undefined {
  const match = /^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(text);
  if (match === null || text === '') return undefined;
  const [, first, ten, last] = match;
  if (ten === undefined) return last === undefined && first !== undefined ? digits.indexOf(first) : undefined;
  return (first === undefined ? 1 : digits.indexOf(first)) * 10 + (last === undefined ? 0 : digits.indexOf(last));
}

/**
 * The English name of an article: 第六条（一） is Article 6(1); 二（三）, a numbered heading of a notice, is Section 2(3).
 * A form that is not known stays as it is.
 */
export function articleInEnglish(article: string): string {
  const match = /^(第)?([一二三四五六七八九十]+)条?(?:（([一二三四五六七八九十]+)）)?$/.exec(article);
  const main = match === null ? undefined : numberOf(match[2] as string);
  if (match === null || main === undefined) return article;
  const item = match[3] === undefined ? undefined : numberOf(match[3]);
  return `${match[1] === undefined ? 'Section' : 'Article'} ${main}${item === undefined ? '' : `(${item})`}`;
}
