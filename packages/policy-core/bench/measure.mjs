/**
 * Measures rows against each other in one process. The machine is noisy and shared, so the rows
 * take turns round by round, and a ratio is the median of the ratios within the rounds: what
 * disturbs a round disturbs both sides of its ratios.
 */

/**
 * @typedef {object} Row
 * @property {string} id short, as `b` or `d-trace`
 * @property {string} label
 * @property {number} size how many items the row has
 * @property {(from: number, to: number) => number | Promise<number>} pass decides the items from
 *   `from` to before `to`, one after the other, and returns a checksum, so that no work is dead
 *   code. Every row writes its own loop: in a shared one, V8 would call through a slow site.
 * @property {number} [least] least number of items in a pass, for a row that decides several at once
 */
/**
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} q1
 * @property {number} q3
 * @property {number} min
 * @property {number} max
 */
/**
 * @typedef {object} Result
 * @property {string} id
 * @property {string} label
 * @property {Spread} perSecond decisions a second, wall clock
 * @property {Spread} micros microseconds a decision, wall clock
 * @property {number} cpuMicros microseconds a decision on all threads of the process, median
 * @property {number[]} rates decisions a second, round by round
 * @property {number} checksum
 */
/** @typedef {{row: Row, chunk: number, position: number, checksum: number, rates: number[], cpu: number[]}} Runner */

// A look at the clock costs about 0.1 µs: at one look in 100 µs it does not count.
const MILLIS_BETWEEN_CLOCKS = 0.1;

/**
 * @param {Row[]} rows
 * @param {{rounds: number, millisPerRound: number}} options
 * @returns {Promise<Result[]>}
 */
export async function measure(rows, { rounds, millisPerRound }) {
  /** @type {Runner[]} */
  const runners = rows.map((row) => ({ row, chunk: row.least ?? 1, position: 0, checksum: 0, rates: [], cpu: [] }));
  for (const runner of runners) await warmUp(runner, 2 * millisPerRound);
  for (let round = 0; round < rounds; round += 1) {
    // Each round starts with another row, so that no row always follows the same one.
    for (let turn = 0; turn < runners.length; turn += 1) {
      await runRound(runners[(round + turn) % runners.length], millisPerRound);
    }
  }
  return runners.map(resultOf);
}

/**
 * Also finds how many decisions fit between two looks at the clock.
 * @param {Runner} runner
 * @param {number} millis
 */
async function warmUp(runner, millis) {
  const until = performance.now() + millis;
  for (let now = performance.now(); now < until; ) {
    await runChunk(runner);
    const after = performance.now();
    if (after - now < MILLIS_BETWEEN_CLOCKS) runner.chunk = Math.min(runner.chunk * 2, runner.row.size);
    now = after;
  }
}

/**
 * @param {Runner} runner
 * @param {number} millis
 */
async function runRound(runner, millis) {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  let decided = 0;
  let elapsed = 0;
  while (elapsed < millis) {
    const done = runChunk(runner);
    decided += typeof done === 'number' ? done : await done;
    elapsed = performance.now() - start;
  }
  const cpu = process.cpuUsage(cpuBefore);
  runner.rates.push((decided / elapsed) * 1000);
  runner.cpu.push((cpu.user + cpu.system) / decided);
}

/**
 * @param {Runner} runner
 * @returns {number | Promise<number>} how many were decided; a promise only where the row gave one,
 *   so that synchronous rows do not pay for a turn of the event loop
 */
function runChunk(runner) {
  const from = runner.position;
  const to = Math.min(from + runner.chunk, runner.row.size);
  runner.position = to === runner.row.size ? 0 : to;
  const sum = runner.row.pass(from, to);
  if (typeof sum === 'number') {
    runner.checksum += sum;
    return to - from;
  }
  return sum.then((value) => {
    runner.checksum += value;
    return to - from;
  });
}

/**
 * @param {Runner} runner
 * @returns {Result}
 */
function resultOf({ row, rates, cpu, checksum }) {
  return {
    id: row.id,
    label: row.label,
    perSecond: spread(rates),
    micros: spread(rates.map((rate) => 1e6 / rate)),
    cpuMicros: spread(cpu).median,
    rates,
    checksum,
  };
}

/**
 * @param {number[]} values at least one
 * @returns {Spread}
 */
export function spread(values) {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (/** @type {number} */ share) => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)];
    return below + (sorted[Math.ceil(place)] - below) * (place % 1);
  };
  return { median: at(0.5), q1: at(0.25), q3: at(0.75), min: at(0), max: at(1) };
}

/**
 * How many times faster than another row: the median over the rounds. A row that was not measured
 * in rounds is compared by its median.
 * @param {Result} result
 * @param {Result} base
 * @returns {number}
 */
export function ratio(result, base) {
  if (result.rates.length !== base.rates.length) return result.perSecond.median / base.perSecond.median;
  return spread(result.rates.map((rate, round) => rate / base.rates[round])).median;
}

/**
 * @param {Result[]} results
 * @param {{ratiosTo?: string[], notes?: Record<string, string>}} [options] ids of the rows to
 *   compare with; a note by row id, as its target
 * @returns {string} one line a row
 */
export function table(results, { ratiosTo = [], notes = {} } = {}) {
  const bases = results.filter(({ id }) => ratiosTo.includes(id));
  const head = ['row', 'what', 'decisions/s', 'quartiles', 'µs', 'CPU µs', ...bases.map(({ id }) => `× (${id})`), 'target'];
  const lines = results.map((result) => [
    `(${result.id})`,
    result.label,
    quantity(result.perSecond.median),
    `${quantity(result.perSecond.q1)} - ${quantity(result.perSecond.q3)}`,
    quantity(result.micros.median),
    quantity(result.cpuMicros),
    ...bases.map((base) => quantity(ratio(result, base))),
    notes[result.id] ?? '',
  ]);
  return aligned([head, ...lines]);
}

/**
 * @param {number} value
 * @returns {string} three digits that count, or whole thousands in groups
 */
export function quantity(value) {
  if (value >= 1000) return Math.round(Number(value.toPrecision(4))).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

/**
 * @param {string[][]} lines the first is the head; the first two columns and the last are text
 * @returns {string}
 */
function aligned(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const isText = (/** @type {number} */ column) => column < 2 || column === widths.length - 1;
  return lines
    .map((line) =>
      line
        .map((cell, column) => (isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
