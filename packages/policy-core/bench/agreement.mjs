/**
 * Who decides the same, and where not: on applications that hit a threshold to the digit, floats
 * may differ from exact arithmetic; anywhere else a difference is a mistake.
 */

/** @typedef {import('./applications.mjs').Sample} Sample */
/**
 * @typedef {object} Agreement
 * @property {string} between
 * @property {number} compared
 * @property {number} onThreshold of those, how many hit a threshold to the digit
 * @property {number} differOnThreshold
 * @property {number} differElsewhere
 * @property {Record<string, number>} differences `threshold: left / right`, and how often
 */

/**
 * @param {string} between
 * @param {Sample[]} samples
 * @param {string[]} left verdicts
 * @param {string[]} right verdicts
 * @returns {Agreement}
 */
export function compareVerdicts(between, samples, left, right) {
  /** @type {Agreement} */
  const agreement = {
    between,
    compared: samples.length,
    onThreshold: samples.filter(({ threshold }) => threshold !== '').length,
    differOnThreshold: 0,
    differElsewhere: 0,
    differences: {},
  };
  samples.forEach(({ threshold }, index) => {
    if (left[index] === right[index]) return;
    if (threshold === '') agreement.differElsewhere += 1;
    else agreement.differOnThreshold += 1;
    const difference = `${threshold || 'no threshold'}: ${left[index]} / ${right[index]}`;
    agreement.differences[difference] = (agreement.differences[difference] ?? 0) + 1;
  });
  return agreement;
}

/**
 * @param {string[]} verdicts
 * @returns {Record<string, number>}
 */
export function distribution(verdicts) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const verdict of verdicts) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

/**
 * @param {Agreement} agreement
 * @returns {string}
 */
export function agreementLine(agreement) {
  const { between, compared, onThreshold, differOnThreshold, differElsewhere } = agreement;
  const lines = [
    `${between}: ${compared} compared; differ on ${differOnThreshold} of ${onThreshold} on a threshold, ` +
      `on ${differElsewhere} of ${compared - onThreshold} others`,
    ...Object.entries(agreement.differences).map(([difference, count]) => `    ${count} x ${difference}`),
  ];
  return lines.join('\n');
}
