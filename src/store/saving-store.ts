import { create } from 'zustand';
import type { SaveState } from './autosave.ts';

/** Whether the open document is saved, for the page to show. */
export const useSaving = create<{ readonly state: SaveState }>()(() => ({ state: 'unsaved' }));
