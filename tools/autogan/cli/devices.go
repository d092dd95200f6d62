package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"autogan/vk"

	"github.com/spf13/cobra"
)

func newDevices(t *target) *cobra.Command {
	var asJSON *bool
	cmd := &cobra.Command{
		Use:   "devices",
		Short: "List what Vulkan sees, and what can be used",
		Args:  wantArgs(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			in, err := t.instance()
			if err != nil {
				return err
			}
			defer in.Release()
			chosen, err := in.Choose(t.selector(""))
			if err != nil {
				if t.device != "" { // it lists all devices, but a wrong name is a mistake here too
					return badInput(err)
				}
				chosen.Index = -1
			}
			if *asJSON {
				return writeDevicesJSON(cmd.OutOrStdout(), in.Devices(), chosen.Index)
			}
			return writeDevices(cmd.OutOrStdout(), in.Devices())
		},
	}
	asJSON = addJSON(cmd)
	return cmd
}

func writeDevices(out io.Writer, devices []vk.DeviceInfo) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "index\tdevice\ttype\tdriver\tVulkan\tsubgroup\tmemory\tfp16\tUUID\tPCI\tusable")
	for _, d := range devices {
		usable := "yes"
		if d.Unusable != "" {
			usable = "no: " + d.Unusable
		}
		fmt.Fprintf(w, "%d\t%s\t%v\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\n",
			d.Index, d.Name, d.Caps.Type, d.Driver, d.Caps.APIVersion, d.Caps.SubgroupSize, gibibytes(d.Caps.HeapBytes), yesNo(d.Caps.Float16), d.UUID, cmp.Or(d.PCI, "-"), usable)
	}
	return w.Flush()
}

// deviceJSON is a device in the JSON output.
type deviceJSON struct {
	Index    int      `json:"index"`
	Name     string   `json:"name"`
	Vendor   string   `json:"vendor"`
	Driver   string   `json:"driver"`
	UUID     string   `json:"uuid"`
	PCI      string   `json:"pci,omitempty"`
	Type     string   `json:"type"`
	Usable   bool     `json:"usable"`
	Unusable string   `json:"unusable,omitempty"` // why not
	Chosen   bool     `json:"chosen,omitempty"`   // by --device, $AUTOGAN_DEVICE or for being the most capable
	Avoided  []string `json:"avoided,omitempty"`  // because the driver is known to be wrong there
	Caps     vk.Caps  `json:"caps"`
}

func writeDevicesJSON(out io.Writer, devices []vk.DeviceInfo, chosen int) error {
	list := make([]deviceJSON, len(devices))
	for i, d := range devices {
		list[i] = deviceOf(d, d.Index == chosen)
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(list)
}

func deviceOf(d vk.DeviceInfo, chosen bool) deviceJSON {
	return deviceJSON{d.Index, d.Name, d.Vendor, d.Driver, d.UUID, d.PCI, d.Caps.Type.String(), d.Unusable == "", d.Unusable, chosen, d.Avoided, d.Caps}
}

func gibibytes(n uint64) string { return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30)) }

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
