const special: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as it stands in HTML, in an element and in a quoted attribute alike. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => special[character] ?? character);
}

/** HTML that needs no more escaping. */
export class Html {
  constructor(readonly text: string) {}
}

/** Puts values into HTML: texts are escaped, what is HTML already is not. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html | readonly Html[] | undefined)[]): Html {
  const shown = values.map((value) => {
    if (value === undefined) return '';
    if (value instanceof Html) return value.text;
    return typeof value === 'object' ? value.map(({ text }) => text).join('') : escaped(String(value));
  });
  return new Html(parts.map((part, index) => part + (shown[index] ?? '')).join(''));
}
