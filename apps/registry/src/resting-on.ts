/** The clause that an audit entry rests on, where there is one: the entry has no place for an absent one. */
export function restingOn(clause: string | undefined): { readonly clause?: string } {
  return clause === undefined ? {} : { clause };
}
