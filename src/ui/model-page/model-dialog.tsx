import { ArrowLeft } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useView } from '../../store/view-store.ts';
import { Button } from '../widgets/button.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { SearchField } from '../widgets/search-field.tsx';
import { Select } from '../widgets/select.tsx';
import { BlockView } from './markdown-view.tsx';
import styles from './model-page.module.css';
import { findSections, type ModelPage, pageNamed, PAGES, type Place, placeOfTopic, wordsOf } from './pages.ts';
import { strings } from './strings.ts';

export interface ModelDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** How each system is modelled, what is simplified and what is left out: the pages of `docs/model`, and the rules. */
export default function ModelDialog({ isOpen, onClose }: ModelDialogProps) {
  const { place, canGoBack, go, back } = useTrail();
  const [query, setQuery] = useState('');
  const words = wordsOf(query);
  const isSearching = words.length > 0;
  // Here and not in a part of the dialog: its effect comes after the one that shows the dialog.
  const scroller = useArrival(place, isSearching);
  const open = (to: Place): void => {
    setQuery('');
    go(to);
  };
  return (
    <Dialog title={strings.title} size="page" isOpen={isOpen} onClose={onClose}>
      <div className={styles.reader}>
        <div className={styles.bar}>
          <SearchField label={strings.search} hint={strings.searchHint} value={query} onChange={setQuery} />
          <div className={styles.pageChoice}>
            <PageChoice page={place.page} onGo={open} />
          </div>
          <Button variant="quiet" icon={<ArrowLeft size={16} />} disabled={!canGoBack && !isSearching} onClick={isSearching ? () => setQuery('') : back}>
            {strings.back}
          </Button>
        </div>
        <Contents place={place} onGo={open} />
        {/* A box that scrolls has to be reachable with the keyboard. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div ref={scroller} className={styles.scroller} tabIndex={0} role="region" aria-label={isSearching ? strings.search : pageNamed(place.page).title}>
          {isSearching ? <Findings words={words} onGo={open} /> : <PageView page={pageNamed(place.page)} onGo={open} />}
        </div>
      </div>
    </Dialog>
  );
}

/** Where the reader is and where he came from. */
function useTrail() {
  const topic = useView((state) => state.modelTopic);
  const [trail, setTrail] = useState<readonly Place[]>(() => [placeOfTopic(topic ?? 'overview')]);
  return {
    place: trail.at(-1)!,
    canGoBack: trail.length > 1,
    go: (place: Place) => setTrail([...trail, place]),
    back: () => setTrail(trail.slice(0, -1)),
  };
}

/** The box that shows a place from its top as soon as it was gone to, and takes the focus there. */
function useArrival(place: Place, isSearching: boolean): RefObject<HTMLDivElement | null> {
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { target } = place;
    const found = target === undefined ? null : scroller.current?.querySelector<HTMLElement>(`[data-place="${CSS.escape(target)}"]`);
    if (isSearching || !found) {
      scroller.current?.scrollTo({ top: 0 });
      return;
    }
    found.scrollIntoView({ block: 'start' });
    found.focus({ preventScroll: true });
  }, [place, isSearching]);
  return scroller;
}

/** The contents where there is no room for them beside the text. */
function PageChoice({ page, onGo }: { readonly page: string; readonly onGo: (place: Place) => void }) {
  const options = PAGES.map(({ name, title, group }) => ({ value: name, label: group === 'rules' ? strings.rules(title) : title }));
  return <Select label={strings.page} options={options} value={page} onChange={(name) => onGo({ page: name })} />;
}

interface ContentsProps {
  readonly place: Place;
  readonly onGo: (place: Place) => void;
}

/** All pages, and the sections of the one that is shown. */
function Contents({ place, onGo }: ContentsProps) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    nav.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest' });
  }, [place.page]);
  return (
    <nav ref={nav} className={styles.contents} aria-label={strings.contents}>
      {(['model', 'rules'] as const).map((group) => (
        <section key={group}>
          <h3>{strings.groups[group]}</h3>
          <ul>
            {PAGES.filter((page) => page.group === group).map((page) => (
              <li key={page.name}>
                <button type="button" aria-current={page.name === place.page ? 'page' : undefined} onClick={() => onGo({ page: page.name })}>
                  {page.title}
                </button>
                {page.name === place.page && <SectionList page={page} place={place} onGo={onGo} />}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function SectionList({ page, place, onGo }: ContentsProps & { readonly page: ModelPage }) {
  return (
    <ul>
      {page.sections.slice(1).map(({ id, title }) => (
        <li key={id}>
          <button type="button" aria-current={id === place.target ? 'location' : undefined} onClick={() => onGo({ page: page.name, target: id })}>
            {title}
          </button>
        </li>
      ))}
    </ul>
  );
}

function PageView({ page, onGo }: { readonly page: ModelPage; readonly onGo: (place: Place) => void }) {
  return (
    <article className={styles.text}>
      {page.sections.map(({ id, title, level, blocks }) => {
        const Heading = level === 1 ? 'h3' : level === 2 ? 'h4' : 'h5';
        return (
          <section key={id}>
            <Heading data-place={id} tabIndex={-1}>
              {title}
            </Heading>
            {blocks.map((block, index) => (
              <BlockView key={index} block={block} marked={[]} onGo={onGo} />
            ))}
          </section>
        );
      })}
    </article>
  );
}

/** Most places that a search shows. */
const MAX_SHOWN = 40;

function Findings({ words, onGo }: { readonly words: readonly string[]; readonly onGo: (place: Place) => void }) {
  const found = findSections(words);
  const count = found.length > MAX_SHOWN ? strings.foundMany(MAX_SHOWN, found.length) : strings.found(found.length);
  return (
    <div className={styles.text}>
      <p role="status" className={styles.count}>
        {count}
      </p>
      {found.slice(0, MAX_SHOWN).map(({ page, section }) => (
        <section key={`${page.name} ${section.id}`}>
          <h3 className={styles.finding}>
            <button type="button" className={styles.link} onClick={() => onGo({ page: page.name, target: section.id })}>
              {section.level === 1 ? section.title : strings.place(page.title, section.title)}
            </button>
          </h3>
          {section.blocks.map((block, index) => (
            <BlockView key={index} block={block} marked={words} onGo={onGo} />
          ))}
        </section>
      ))}
    </div>
  );
}
