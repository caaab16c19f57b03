/** Puts a text on the clipboard. Returns whether the browser let it: it may not without a user's gesture or a secure page. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
