import { Button, Dialog, Heading } from "react-aria-components";
import { COMMANDS } from "../commands/index.ts";
import { Icon } from "../components/icon.tsx";
import { GLOSSARY } from "../glossary.ts";
import type { GlossaryEntry } from "../glossary/entry.ts";
import { dialogStore } from "../store/index.ts";

/** Keys, and what every number of the page means. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const entries: readonly GlossaryEntry[] = Object.values(GLOSSARY);
  return (
    <Dialog className="dialog help">
      <div className="panel-heading">
        <Heading slot="title">Keys and numbers</Heading>
        <Button className="button icon-button" aria-label="Close" onPress={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      <Button className="button" onPress={() => dialogStore.setState({ open: "tour" })}>
        Take the two-minute tour
      </Button>
      <table className="table">
        <tbody>
          {COMMANDS.filter((command) => command.shortcut !== undefined).map((command) => (
            <tr key={command.id}>
              <th scope="row">
                <kbd>{command.shortcut?.label}</kbd>
              </th>
              <td>{command.title}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="glossary">
        {entries.map((entry) => (
          <div key={entry.title + entry.what}>
            <dt>
              {entry.title}
              {entry.unit === undefined ? "" : ` (${entry.unit})`}
            </dt>
            <dd>
              {entry.what} {entry.how} <span className="quiet">{entry.doesNotTell}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
