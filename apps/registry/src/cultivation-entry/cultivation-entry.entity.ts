import type { CultivationEntry as EntryAnswer, CultivationItem as ItemAnswer } from '@jiqun/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A cluster in the cultivation library, by the title that brought it there. */
@Entity({ name: 'cultivation_entry' })
export class CultivationEntry {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') tenant!: string;
  @Column('uuid', { name: 'cluster_id' }) clusterId!: string;
  @Column('text', { name: 'cluster_name' }) clusterName!: string;
  @Column('uuid', { name: 'title_id' }) titleId!: string;
  @Column('text') programme!: string;
  @Column('text') region!: string;
  @Column('text') state!: EntryAnswer['state'];
  @Column('date', { name: 'entered_on' }) enteredOn!: string;
  @Column('date', { name: 'left_on', nullable: true }) leftOn!: string | null;
  @Column('text', { name: 'agreed_with', nullable: true }) agreedWith!: string | null;
  @Column('integer') version!: number;
}

/** A goal or task of an entry. One that is dropped stays, with the day. */
@Entity({ name: 'cultivation_item' })
export class CultivationItem {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') tenant!: string;
  @Column('uuid', { name: 'entry_id' }) entryId!: string;
  @Column('text') kind!: ItemAnswer['kind'];
  @Column('text') text!: string;
  @Column('date', { name: 'due_on' }) dueOn!: string;
  @Column('integer') percent!: number;
  @Column('date', { name: 'set_on' }) setOn!: string;
  @Column('date', { name: 'dropped_on', nullable: true }) droppedOn!: string | null;
}
