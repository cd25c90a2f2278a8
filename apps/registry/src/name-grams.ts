/**
 * The single characters and pairs of neighbours of a name, for an index that finds names by any part of them: Chinese
 * has no words to index, and an index over trigrams needs an extension. A part of one character is found by it, a longer
 * one by its pairs; whether the pairs stand together is checked afterwards.
 */
export function gramsOf(name: string): string[] {
  const characters = [...name.toLowerCase()];
  const pairs = characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
  return [...new Set([...characters, ...pairs])];
}

/** What a name must have in its grams to contain the text. */
export function gramsToFind(text: string): string[] {
  const characters = [...text.toLowerCase()];
  return characters.length === 1 ? characters : gramsOf(text).filter((gram) => [...gram].length === 2);
}
