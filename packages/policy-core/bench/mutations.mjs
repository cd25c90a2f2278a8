/**
 * What can be done to the facts of a passing SME application: put it exactly on a threshold, or
 * make it fail one clause. Amounts are scaled integers until they are written, so that 'exactly'
 * is exact.
 */
import { decimal } from './decimal.mjs';

/** @typedef {import('./random.mjs').Random} Random */
/** @typedef {{name: string, apply: (facts: Record<string, any>, random: Random) => void}} Mutation */

const THREE_YEARS = ['2022', '2023', '2024'];
// The last year's leading output decides growth as well; a mutation of shares leaves it alone.
const MIDDLE_YEARS = ['2022', '2023'];

/**
 * @param {number} base an integer, `places` of whose digits stand after the point
 * @param {number} places
 * @returns {string} base * 1.05^3, to the digit
 */
const grownByFivePercent = (base, places) => decimal(base * 1157625, places + 6);

/** @type {Mutation[]} */
export const THRESHOLDS = [
  {
    name: 'area is 100 km²',
    apply: (facts) => {
      facts.areaKm2 = '100';
    },
  },
  {
    name: 'total output is 20 in a year',
    apply: (facts, random) => {
      const year = random.pick(MIDDLE_YEARS);
      facts.totalOutput[year] = '20';
      facts.smeOutput[year] = decimal(random.integer(1250, 1900), 2);
      facts.leadingIndustryOutput[year] = decimal(random.integer(1450, 1950), 2);
    },
  },
  {
    name: "SMEs' output is 60 % of the total in a year",
    apply: (facts, random) => {
      const year = random.pick(MIDDLE_YEARS);
      const total = random.integer(2600, 7000);
      facts.totalOutput[year] = decimal(total, 2);
      facts.smeOutput[year] = decimal(total * 6, 3);
      facts.leadingIndustryOutput[year] = decimal(total * 8, 3);
    },
  },
  {
    name: 'leading output is 70 % of the total in a year',
    apply: (facts, random) => {
      const year = random.pick(MIDDLE_YEARS);
      const total = random.integer(2600, 7000);
      facts.totalOutput[year] = decimal(total, 2);
      facts.smeOutput[year] = decimal(total * 8, 3);
      facts.leadingIndustryOutput[year] = decimal(total * 7, 3);
    },
  },
  {
    name: 'leading output grew by exactly 5 % a year',
    apply: (facts, random) => {
      const base = random.integer(2000, 6000);
      const last = base * 1157625;
      facts.leadingIndustryOutput[2021] = decimal(base, 2);
      facts.leadingIndustryOutput[2024] = grownByFivePercent(base, 2);
      facts.totalOutput[2024] = decimal(Math.ceil(last / 850000), 2);
      facts.smeOutput[2024] = decimal(Math.ceil(last / 1100000), 2);
    },
  },
  {
    name: 'R&D spending grew by exactly 5 % a year (fails: strictly more is asked)',
    apply: (facts, random) => {
      const base = random.integer(200, 900);
      facts.smeRdExpenditure[2021] = decimal(base, 3);
      facts.smeRdExpenditure[2024] = grownByFivePercent(base, 3);
    },
  },
  {
    name: 'patents grew by exactly 5 % a year',
    apply: (facts, random) => {
      facts.validInventionPatents[2021] = 8000;
      facts.validInventionPatents[2024] = 9261;
      facts.employees[2024] = random.integer(10000, 200000);
    },
  },
  {
    name: 'patents are 5 per 10,000 people',
    apply: (facts) => {
      facts.employees[2024] = facts.validInventionPatents[2024] * 2000;
    },
  },
  {
    name: 'penetration is 8 %',
    apply: (facts) => {
      facts.industrialInternetPenetration = '8';
    },
  },
  {
    name: 'energy use is the baseline (fails: strictly below is asked)',
    apply: (facts) => {
      facts.highEnergyConsuming = true;
      facts.energyUsePerUnit = '400.5';
      facts.energyBaselinePerUnit = '400.5';
    },
  },
];

/** @type {Mutation[]} */
export const FAILURES = [
  {
    name: 'SME-6-1.c',
    apply: (facts, random) => {
      const year = random.pick(MIDDLE_YEARS);
      facts.totalOutput[year] = decimal(random.integer(1800, 1999), 2);
      facts.smeOutput[year] = '15';
      facts.leadingIndustryOutput[year] = '16';
    },
  },
  {
    name: 'SME-6-1.d',
    apply: (facts, random) => {
      facts.smeOutput[random.pick(THREE_YEARS)] = decimal(random.integer(600, 1190), 2);
    },
  },
  {
    name: 'SME-6-1.e',
    apply: (facts) => {
      facts.leadingIndustryOutput[2021] = facts.leadingIndustryOutput[2023];
      facts.leadingIndustryOutput[2024] = facts.leadingIndustryOutput[2023];
      facts.totalOutput[2024] = facts.totalOutput[2023];
      facts.smeOutput[2024] = facts.smeOutput[2023];
    },
  },
  {
    name: 'SME-6-1.f',
    apply: (facts, random) => {
      facts.leadingIndustryOutput[random.pick(MIDDLE_YEARS)] = decimal(random.integer(700, 1390), 2);
    },
  },
  {
    name: 'SME-6-2',
    apply: (facts, random) => {
      facts.nationalChampions = 0;
      facts.littleGiants = 0;
      facts.provincialSpecialisedSmes = random.integer(0, 2);
      facts.highTechEnterprises = random.integer(0, 2);
    },
  },
  {
    name: 'SME-6-4.a',
    apply: (facts) => {
      facts.smeRdExpenditure[2024] = facts.smeRdExpenditure[2021];
    },
  },
  {
    name: 'SME-6-4.b',
    apply: (facts) => {
      facts.validInventionPatents[2021] = facts.validInventionPatents[2024];
    },
  },
  {
    name: 'SME-6-4.c',
    apply: (facts, random) => {
      facts.employees[2024] = facts.validInventionPatents[2024] * 2000 + random.integer(1, 50000);
    },
  },
  {
    name: 'SME-6-5.a',
    apply: (facts, random) => {
      facts.industrialInternetPenetration = decimal(random.integer(10, 79), 1);
    },
  },
  {
    name: 'SME-6-5.b',
    apply: (facts) => {
      facts.industrialSoftwareRate[2023] = facts.industrialSoftwareRate[2022];
    },
  },
  {
    name: 'SME-6-6.a',
    apply: (facts) => {
      facts.co2Intensity[2024] = facts.co2Intensity[2023];
    },
  },
  {
    name: 'SME-6-6.b',
    apply: (facts) => {
      facts.highEnergyConsuming = true;
      facts.energyUsePerUnit = '412.7';
      facts.energyBaselinePerUnit = '400';
    },
  },
  {
    name: 'SME-6-6.c',
    apply: (facts) => {
      facts.highWaterConsuming = true;
      facts.waterUsePerUnit = '9.31';
      facts.waterBaselinePerUnit = '9.3';
    },
  },
  {
    name: 'SME-7-1',
    apply: (facts) => {
      facts.restrictedIndustry = true;
    },
  },
  {
    name: 'SME-7-4',
    apply: (facts) => {
      facts.majorViolations = true;
    },
  },
];
