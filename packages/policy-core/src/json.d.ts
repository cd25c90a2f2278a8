/** Data files are read as unknown and checked by their schema, never trusted by type. */
declare module '*.json' {
  const value: unknown;
  export default value;
}
