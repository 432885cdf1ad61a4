import {
  Autocomplete,
  Dialog,
  Input,
  Keyboard,
  Menu,
  MenuItem,
  SearchField,
  Text,
  useFilter,
} from "react-aria-components";
import { COMMANDS } from "../commands/index.ts";

/** Type a few letters of what to do, press Enter. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const { contains } = useFilter({ sensitivity: "base" });
  const commands = COMMANDS.filter((command) => command.id !== "show-palette" && command.isAvailable());
  return (
    <Dialog className="dialog palette" aria-label="Commands">
      <Autocomplete filter={contains}>
        <SearchField aria-label="Find a command" className="palette-search" autoFocus>
          <Input className="input" placeholder="Find a command" />
        </SearchField>
        <Menu
          className="list-box"
          items={commands}
          aria-label="Commands"
          renderEmptyState={() => <p className="quiet list-item">No command has these letters.</p>}
          onAction={(id) => {
            onClose();
            COMMANDS.find((command) => command.id === id)?.perform();
          }}
        >
          {(command) => (
            <MenuItem id={command.id} textValue={command.title} className="list-item palette-item">
              <Text slot="label">{command.title}</Text>
              {command.shortcut === undefined ? null : <Keyboard>{command.shortcut.label}</Keyboard>}
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Dialog>
  );
}
