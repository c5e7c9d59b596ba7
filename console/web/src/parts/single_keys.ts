import { useLocalStorage } from "@mantine/hooks";

/** Single keys get in the way of speech input; who uses that can switch them off. */
export function useSingleKeys() {
  const [isOn, setOn] = useLocalStorage({
    key: "aviary-single-keys",
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  return { isOn, setOn };
}
