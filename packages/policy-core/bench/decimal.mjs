/**
 * @param {number} scaled an integer of 0 or more, below 2^53
 * @param {number} places how many of its digits stand after the point
 * @returns {string} the decimal number in full, without needless zeros
 */
export function decimal(scaled, places) {
  if (places === 0) return String(scaled);
  const digits = String(scaled).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  const whole = digits.slice(0, -places);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
