import { type DragEvent, useEffect, useState } from 'react';
import { openBlob, openPasted } from '../../store/library.ts';

/** Files that are dropped anywhere on the page, and files or their text that are pasted outside of a field, are opened. */
export function useFileArrivals() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    addEventListener('paste', openFromClipboard);
    return () => removeEventListener('paste', openFromClipboard);
  }, []);
  return {
    isOver,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (event.relatedTarget === null) setOver(false);
      },
      onDrop: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file !== undefined) void openBlob(file);
      },
    },
  };
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer.types.includes('Files');
}

function openFromClipboard(event: ClipboardEvent): void {
  if (event.defaultPrevented || takesText(event.target) || event.clipboardData === null) return;
  const [file] = event.clipboardData.files;
  const text = event.clipboardData.getData('text/plain');
  if (file !== undefined) void openBlob(file);
  else if (isLikelyFile(text)) void openPasted(text);
  else return;
  event.preventDefault();
}

/** Whether pasted text is meant as a file. Anything else, such as a word that somebody has on the clipboard, is let be. */
export function isLikelyFile(text: string): boolean {
  return /^services[ \t]*:/m.test(text) || (/^\s*\{/.test(text) && /"(?:format|resources|services)"\s*:/.test(text));
}

function takesText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}
