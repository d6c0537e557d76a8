export interface ArchiveFile {
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}
