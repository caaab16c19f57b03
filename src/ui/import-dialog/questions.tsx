import { ChevronRight } from 'lucide-react';
import { answerQuestion, type PendingImport, type Question } from '../../store/importing.ts';
import { NumberField } from '../widgets/number-field.tsx';
import { Select } from '../widgets/select.tsx';
import styles from './import-dialog.module.css';
import { groupQuestions, type QuestionGroup, sharedEffect, sharedQuestion } from './question-groups.ts';
import { strings } from './strings.ts';

type Answers = PendingImport['answers'];

export interface QuestionsProps {
  readonly questions: readonly Question[];
  readonly answers: Answers;
}

/** Everything that the file leaves open, by topic. Each question has an answer already. */
export function Questions({ questions, answers }: QuestionsProps) {
  return (
    <div className={styles.groups}>
      {groupQuestions(questions).map((group, index) => (
        <Group key={group.topic} group={group} answers={answers} isOpen={index === 0} />
      ))}
    </div>
  );
}

interface GroupProps {
  readonly group: QuestionGroup;
  readonly answers: Answers;
  readonly isOpen: boolean;
}

function Group({ group, answers, isOpen }: GroupProps) {
  const effect = sharedEffect(group);
  const shared = sharedQuestion(group, strings.nameGap);
  const changed = group.questions.filter(({ id, answer }) => (answers[id] ?? answer.default) !== answer.default).length;
  return (
    <details className={styles.group} open={isOpen}>
      <summary>
        <ChevronRight size={16} aria-hidden />
        <strong>{strings.topics[group.topic]}</strong>
        <span>{changed > 0 ? strings.changed(changed) : strings.questionCount(group.questions.length)}</span>
      </summary>
      {(shared ?? effect) !== undefined && (
        <p className={styles.effect}>
          {shared !== undefined && <strong>{shared.text}</strong>} {effect}
        </p>
      )}
      <div className={styles.questions}>
        {group.questions.map((question, index) => (
          <QuestionField
            key={question.id}
            question={question}
            label={shared?.names[index] ?? question.text}
            value={answers[question.id] ?? question.answer.default}
            hint={effect === undefined ? question.effect : undefined}
          />
        ))}
      </div>
    </details>
  );
}

interface QuestionFieldProps {
  readonly question: Question;
  readonly label: string;
  readonly value: number | string;
  readonly hint: string | undefined;
}

function QuestionField({ question, label, value, hint }: QuestionFieldProps) {
  const { id, answer } = question;
  const note = hint === undefined ? {} : { hint };
  if (answer.type === 'choice') {
    return (
      <Select label={label} options={answer.options} value={String(value)} onChange={(chosen) => answerQuestion(id, chosen)} {...note} />
    );
  }
  // People think of a share in hundredths.
  const scale = answer.unit === 'ratio' ? 100 : 1;
  return (
    <NumberField
      label={label}
      value={Number((Number(value) * scale).toPrecision(12))}
      unit={strings.units[answer.unit]}
      min={answer.min * scale}
      max={answer.max * scale}
      onChange={(number) => answerQuestion(id, answer.unit === 'count' ? Math.round(number) : number / scale)}
      {...note}
    />
  );
}
