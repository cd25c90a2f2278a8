import { csvText } from './csv-text.js';
import { csvRows } from './csv-lines.js';

const cells = (text: string): (readonly string[])[] => csvRows(text).rows.map((row) => row.cells);

describe('a text in CSV', () => {
  it.each([
    ['a,b\r\n1,2\r\n', [['a', 'b'], ['1', '2']]],
    ['a,b\n1,2', [['a', 'b'], ['1', '2']]],
    ['\uFEFFa,b', [['a', 'b']]],
    ['"a,b","say ""yes"""', [['a,b', 'say "yes"']]],
    ['a,\n,b', [['a', ''], ['', 'b']]],
    ['a,b,', [['a', 'b', '']]],
    ['', []],
    ['\n\n,\n', []],
  ])('%j is read cell by cell', (text, expected) => {
    expect(cells(text)).toEqual(expected);
  });

  it('knows the line of each row, also where a cell spans several', () => {
    expect(csvRows('a\n"1\n2\n3"\n\nb').rows).toEqual([{ line: 1, cells: ['a'] }, { line: 2, cells: ['1\n2\n3'] }, { line: 6, cells: ['b'] }]);
  });

  it.each([['a\n"b', 2], ['a\nb"c', 2], ['"a"b', 1]])('%j is broken, and where', (text, line) => {
    expect(csvRows(text).brokenAt).toBe(line);
  });

  it('that this service wrote is read as it was', () => {
    const rows = [['长春', 'a,b', 'line\nbreak', '"'], ['', '1', '2', '3']];
    expect(cells(csvText(rows))).toEqual(rows);
  });
});
