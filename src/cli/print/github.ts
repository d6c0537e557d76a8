/** Workflow commands of GitHub Actions, which its log understands (docs.github.com/actions/reference/workflow-commands-for-github-actions). */

export const groupCommand = (title: string): string => `::group::${escaped(title)}\n`;

export const endGroupCommand = '::endgroup::\n';

export const errorCommand = (message: string): string => `::error::${escaped(message)}\n`;

const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
