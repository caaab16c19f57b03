import ImportDialog from '../import-dialog/import-dialog.tsx';
import { Thumbnail } from './thumbnail.tsx';

/** The import dialog with small pictures of what it makes. Open as long as it is shown. */
export default function ImportPanel() {
  return <ImportDialog isOpen renderPicture={(document) => <Thumbnail document={document} />} />;
}
