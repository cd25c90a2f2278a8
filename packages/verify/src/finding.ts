/** What can be wrong with a log. */
export type FindingKind =
  | 'edited' | 'removed' | 'inserted' | 'reordered' | 'cut-off' | 'rewritten' | 'chain-broken' | 'duplicate' | 'unreadable' | 'forked' | 'unsigned' | 'receipt';

/** One thing that is wrong, and where: from one index through another. */
export interface Finding {
  readonly kind: FindingKind;
  readonly from?: number;
  readonly through?: number;
  readonly detail?: string;
}

const WORDS: Readonly<Record<FindingKind, { readonly zh: string; readonly en: string }>> = {
  edited: { zh: '内容与其哈希不符：记录被改动', en: 'does not match its hash: it was edited' },
  removed: { zh: '缺失：记录被删除', en: 'is missing: it was removed' },
  inserted: { zh: '多出：记录被插入', en: 'does not belong there: it was inserted' },
  reordered: { zh: '次序不对：记录被调换', en: 'is out of order: it was moved' },
  'cut-off': { zh: '日志末尾被截去', en: 'the end of the log was cut off' },
  rewritten: { zh: '与已签署的检查点不符：历史被改写', en: 'is not what a checkpoint has signed: history was rewritten' },
  'chain-broken': { zh: '与同一服务的前一条记录不衔接', en: 'does not follow the entry before it of the same service' },
  duplicate: { zh: '编号重复', en: 'has an id that another entry has' },
  unreadable: { zh: '无法读取', en: 'cannot be read' },
  forked: { zh: '检查点互相矛盾', en: 'checkpoints contradict each other' },
  unsigned: { zh: '检查点没有可用的签名', en: 'a checkpoint is signed by none of the keys' },
  receipt: { zh: '回执不成立', en: 'the receipt does not hold' },
};

/** A finding in Chinese and English. */
export function describe({ kind, from, through, detail }: Finding): { readonly zh: string; readonly en: string } {
  const [zhPlace, enPlace] = placeOf(from, through);
  const more = detail === undefined ? '' : ` (${detail})`;
  return { zh: `${zhPlace}${WORDS[kind].zh}${more}`, en: `${enPlace}${WORDS[kind].en}${more}` };
}

function placeOf(from: number | undefined, through: number | undefined): readonly [string, string] {
  if (from === undefined) return ['', ''];
  return through === undefined || through === from ? [`第 ${from} 条：`, `entry ${from} `] : [`第 ${from} 至 ${through} 条：`, `entries ${from} to ${through}: `];
}
