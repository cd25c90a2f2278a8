/**
 * The single characters and pairs of neighbours of a text, for an index that finds texts by any part of them: Chinese has
 * no words to index. A part of one character is found by it, a longer one by its pairs; whether the pairs stand together is
 * checked afterwards.
 */
export function gramsOf(text: string): string[] {
  const characters = [...text.toLowerCase()];
  return [...new Set([...characters, ...characters.slice(1).map((character, at) => `${characters[at] ?? ''}${character}`)])];
}

/** What a text must have in its grams to contain the part. */
export function gramsToFind(part: string): string[] {
  const grams = gramsOf(part);
  return [...part].length === 1 ? grams : grams.filter((gram) => [...gram].length === 2);
}
