import { describe, expect, test } from '@jest/globals';
import { Calendar } from './arrangement.js';
import { installedCalendar } from './installed.js';
import { period } from './period.js';

/*
 * Public notices as departments really issued them. The two arrangements below are not in the register, which begins
 * with 2024; only the breaks that the notices cross are listed.
 */
const arrangement2023 = {
  year: 2023,
  document: {
    title: '国务院办公厅关于2023年部分节假日安排的通知（国办发明电〔2022〕16号）',
    source: 'http://big5.china.com.cn/gate/big5/news.china.com.cn/2022-12/09/content_85004315.htm',
  },
  days: ['2022-12-31', '2023-01-01', '2023-01-02'].map((date) => ({ date, name: '元旦', kind: 'off' })),
};

const arrangement2020 = {
  year: 2020,
  document: { title: '国务院办公厅关于2020年部分节假日安排的通知', source: 'http://kaixinit.com/news/3681.html' },
  days: [
    ...['2020-09-27', '2020-10-10'].map((date) => ({ date, name: '国庆节、中秋节', kind: 'working' })),
    ...Array.from({ length: 8 }, (_, index) => ({ date: `2020-10-0${index + 1}`, name: '国庆节、中秋节', kind: 'off' })),
  ],
};

const calendar = Calendar.of([arrangement2020, arrangement2023]);

describe('public notices, first day counted', () => {
  test('INT-12: the ministry counted the day of issue, 2022-12-29 through 2023-01-05 (http://m.gkong.com/news/110657.html)', () => {
    const request = { from: '2022-12-29', workingDays: 5, startDay: 'included' };
    expect(period(request, calendar).ends).toBe('2023-01-05');
    expect(period({ ...request, startDay: 'excluded' }, calendar).ends).toBe('2023-01-06');
  });

  test('INT-14: before the arrangement of 2023 was known the same notice would have ended a day early, and says so', () => {
    const request = { from: '2022-12-29', workingDays: 5, startDay: 'included' };
    expect(period(request, Calendar.of([]))).toEqual({ ends: '2023-01-04', firstDayAfter: '2023-01-05', provisional: true });
  });

  test('INT-12: Xinjiang counted seven working days from 2020-09-25 across the break through the make-up Saturday 2020-10-10 (https://www.scimall.org.cn/article/detail?id=6090698)', () => {
    const request = { from: '2020-09-25', workingDays: 7, startDay: 'included' };
    expect(period(request, calendar)).toEqual({ ends: '2020-10-10', firstDayAfter: '2020-10-11', provisional: false });
  });

  test('INT-12: Heilongjiang, five working days from 2023-07-24 through 2023-07-28 (https://0477ly.com/newsdetail/news385386.html)', () => {
    expect(period({ from: '2023-07-24', workingDays: 5, startDay: 'included' }, calendar).ends).toBe('2023-07-28');
  });

  test('INT-12: Guizhou, five working days from 2023-07-31 through 2023-08-04 (http://m.shangchang.jjjnews.top/kuaixun/2023/0803/12241.html)', () => {
    expect(period({ from: '2023-07-31', workingDays: 5, startDay: 'included' }, calendar).ends).toBe('2023-08-04');
  });

  test('AMC-7-3, INT-11: the 2024 competition winners, five working days from 2024-11-18 through 2024-11-22 (https://smejs.cn/policy_show.aspx?id=6128a2726e1c4ff183e76df779f9f868)', () => {
    const request = { from: '2024-11-18', workingDays: 5, startDay: 'included' };
    expect(period(request, installedCalendar)).toEqual({ ends: '2024-11-22', firstDayAfter: '2024-11-23', provisional: false });
  });
});

describe('public notices, start the day after issue', () => {
  test('INT-12: Jilin issued on 2024-10-22 and counted three working days through 2024-10-25 (https://0477ly.com/newsdetail/news681647.html)', () => {
    expect(period({ from: '2024-10-22', workingDays: 3 }, installedCalendar)).toEqual({ ends: '2024-10-25', firstDayAfter: '2024-10-26', provisional: false });
  });
});
