import { describeError, errorCatalogue, type AnswerError, type Problem } from '@jiqun/contracts';

/** The language of an answer: what `Accept-Language` names first of Chinese and English; Chinese when it names neither. */
export function languageOf(header: string | undefined): 'zh' | 'en' {
  const [first] = (header ?? '')
    .split(',')
    .map((part, place) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = Number(parameters.find((parameter) => parameter.trim().startsWith('q='))?.trim().slice(2) ?? '1');
      return { language: tag.split('-')[0], quality: Number.isFinite(quality) ? quality : 0, place };
    })
    .filter(({ language, quality }) => (language === 'zh' || language === 'en') && quality > 0)
    .toSorted((a, b) => b.quality - a.quality || a.place - b.place);
  return first?.language === 'en' ? 'en' : 'zh';
}

/** An error of a service as the public API answers it. */
export function problemOf(error: AnswerError, language: 'zh' | 'en', trace?: string): Problem {
  const { title, detail, nextStep } = describeError(error, language);
  return {
    type: `urn:jiqun:error:${error.code}`,
    title,
    status: errorCatalogue[error.code].httpStatus,
    detail,
    code: error.code,
    nextStep,
    retryable: error.retryable,
    ...(error.clause === undefined ? {} : { clause: error.clause }),
    ...(error.issues === undefined ? {} : { errors: error.issues.map(({ path, code, message }) => ({ path, code, detail: message[language] })) }),
    ...(trace === undefined ? {} : { trace }),
  };
}
