import { z } from 'zod';
import { addDays, addYears, type LocalDate, withinCalendar } from '../calendar/local-date.js';
import type { Sentence } from '../errors.js';
import type { PreparedApplication } from '../facts/application.js';
import { type Incident, incidentCategories, incidentGrades } from '../facts/definition.js';
import { type CompileContext, type Condition, met, missing, notMet } from './condition.js';
import { incidentsFact, yearsParameter } from './reference.js';

/** No incident of these categories and at least this grade in the last years (SME-7-2, SME-7-3, AMC-6-7, XJ-6-6; INT-2, INT-9, INT-10). */
export const noIncidentSchema = z.strictObject({
  kind: z.literal('no-incident'),
  categories: z.array(z.enum(incidentCategories)).min(1),
  atLeast: z.enum(incidentGrades),
  years: z.string(),
});

const gradeWords: Record<Incident['grade'], Sentence> = {
  general: { zh: '一般', en: 'general' },
  larger: { zh: '较大', en: 'larger' },
  major: { zh: '重大', en: 'major' },
  extraordinary: { zh: '特别重大', en: 'extraordinarily major' },
};

const categoryWords: Record<Incident['category'], Sentence> = {
  safety: { zh: '生产安全事故', en: 'production safety accident' },
  quality: { zh: '质量事故', en: 'quality accident' },
  environment: { zh: '突发环境事件', en: 'environmental event' },
  'network-security': { zh: '网络安全事件', en: 'network-security incident' },
  'data-security': { zh: '数据安全事件', en: 'data-security incident' },
};

/** 重大质量事故 / major quality accident */
export function incidentWords(incident: Incident): Sentence {
  const grade = gradeWords[incident.grade];
  const category = categoryWords[incident.category];
  return { zh: `${grade.zh}${category.zh}`, en: `${grade.en} ${category.en}` };
}

function gradesFrom(atLeast: Incident['grade']): readonly Incident['grade'][] {
  return incidentGrades.slice(incidentGrades.indexOf(atLeast));
}

/** Severe enough, and of a category that the clause knows. */
export function isOfConcern(incident: Incident, categories: readonly Incident['category'][], atLeast: Incident['grade']): boolean {
  return categories.includes(incident.category) && gradesFrom(atLeast).includes(incident.grade);
}

export function compileNoIncident(source: z.infer<typeof noIncidentSchema>, context: CompileContext): Condition {
  const reference = incidentsFact(context, 'kind');
  const window = yearsParameter(context, source.years, 'years');
  const categories = new Set<string>(source.categories);
  const grades = new Set<string>(gradesFrom(source.atLeast));
  // Applications are decided day by day: the day on which the window opens is nearly always the one of the last call.
  let asOf = '';
  let opens = '';
  const counts = (application: PreparedApplication, incident: Incident): boolean => {
    if (application.asOf !== asOf) {
      asOf = application.asOf;
      opens = withinCalendar(() => addYears(application.asOf, -window.years)) ?? '';
    }
    return incident.date > opens && incident.date <= asOf && categories.has(incident.category) && grades.has(incident.grade);
  };
  const counting = (application: PreparedApplication): Incident[] => (application.incidents ?? []).filter((incident) => counts(application, incident));
  const condition: Condition = {
    evaluate(application) {
      const { incidents } = application;
      if (incidents === undefined) return missing;
      for (const incident of incidents) if (counts(application, incident)) return notMet;
      return met;
    },
    generate: (generator) => `(a.incidents===undefined?2:a.incidents.length===0?1:${generator.fallback(condition)})`,
    observed: [reference],
    lacking: (application) => (application.incidents === undefined ? [reference] : []),
    interpretations: ['INT-2', 'INT-9', 'INT-10'],
    parameters: [window.name],
    otherReadings: [],
    required: () => ({
      zh: `近${window.parameter.value}年未发生${gradeWords[source.atLeast].zh}及以上的${source.categories.map((each) => categoryWords[each].zh).join('、')}`,
      en: `no ${source.categories.map((each) => categoryWords[each].en).join(', ')} of grade "${gradeWords[source.atLeast].en}" or worse in the last ${window.parameter.value} years`,
    }),
    wouldChange: (application) => passingOfTime(counting(application), window.years),
    finding: (application) => listed(counting(application)),
  };
  return condition;
}

/** What happened cannot be changed; the day can be named on which it no longer counts (INT-2). */
function passingOfTime(incidents: readonly Incident[], years: number): ReturnType<Condition['wouldChange']> {
  const latest = incidents.map((incident) => incident.date).reduce((a, b) => (a > b ? a : b));
  const from = withinCalendar(() => firstDayFreeOf(latest, years));
  if (from === undefined) return { change: { by: 'none', because: { zh: '已发生的事故不能更改', en: 'what happened cannot be changed' } }, distance: undefined };
  const because = { zh: `已发生的事故不能更改；${latest}的事故自${from}起不再计入`, en: `what happened cannot be changed; the incident of ${latest} no longer counts from ${from} on` };
  return { change: { by: 'none', because, from }, distance: undefined };
}

function firstDayFreeOf(date: LocalDate, years: number): LocalDate {
  const day = addYears(date, years);
  return addYears(day, -years) >= date ? day : addDays(day, 1);
}

function listed(incidents: readonly Incident[]): Sentence | undefined {
  if (incidents.length === 0) return undefined;
  const shown = incidents.slice(0, 3).map((incident) => ({ date: incident.date, words: incidentWords(incident) }));
  const more = incidents.length - shown.length;
  return {
    zh: shown.map(({ date, words }) => `${date}${words.zh}`).join('、') + (more > 0 ? `等${incidents.length}起` : ''),
    en: shown.map(({ date, words }) => `${words.en} of ${date}`).join(', ') + (more > 0 ? ` and ${more} more` : ''),
  };
}
