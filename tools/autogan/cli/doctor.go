package cli

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"

	"autogan/nas/autogan"
	"autogan/tools/autogan/selftest"
	"autogan/vk"

	"github.com/spf13/cobra"
)

func newDoctor(t *target) *cobra.Command {
	var asJSON *bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check that this device computes every kernel right",
		Long: `Check that this device computes every kernel right: show device, driver, limits
and features, run every kernel on small inputs, and compare with values from
float64 arithmetic. It takes seconds. If a kernel is wrong the command says
which, ends with status 1 and prints a line for a bug report.`,
		Args: wantArgs(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			expected, err := selftest.Golden()
			if err != nil {
				return err
			}
			return t.withStream("", func(s *vk.Stream) error {
				begins(cmd)
				if *asJSON {
					return diagnoseJSON(cmd, s, expected)
				}
				return diagnose(cmd.OutOrStdout(), s, expected)
			})
		},
	}
	asJSON = addJSON(cmd)
	return cmd
}

// diagnosisJSON is a self-test in the JSON output.
type diagnosisJSON struct {
	Version string        `json:"version" about:"of this program"`
	Device  deviceJSON    `json:"device"`
	Kernels int           `json:"kernels"`
	Checks  int           `json:"checks"`
	Passed  int           `json:"passed"`
	Skipped []string      `json:"skipped,omitempty" about:"checks that the device cannot run, with the reason"`
	Failed  []failureJSON `json:"failed,omitempty"`
}

type failureJSON struct {
	Check   string `json:"check"`
	Problem string `json:"problem"`
}

// diagnoseJSON is diagnose for a program.
func diagnoseJSON(cmd *cobra.Command, s *vk.Stream, expected []selftest.Expectation) error {
	report := selftest.Run(s, selftest.Checks(), expected)
	d := diagnosisJSON{Version: autogan.Version(), Device: deviceOf(s.Device().Info(), true), Kernels: len(s.Device().Kernels()),
		Checks: report.Passed + len(report.Failed), Passed: report.Passed, Skipped: report.Skipped}
	for _, f := range report.Failed {
		d.Failed = append(d.Failed, failureJSON(f))
	}
	return cmp.Or(printJSON(cmd, d), failedChecks(report))
}

// failedChecks is the failure of a device that computes something wrong.
func failedChecks(report selftest.Report) error {
	if len(report.Failed) == 0 {
		return nil
	}
	var names []string
	for _, f := range report.Failed {
		names = append(names, f.Check)
	}
	return fmt.Errorf("doctor: %d of %d checks fail: %s", len(names), report.Passed+len(names), strings.Join(names, ", "))
}

// diagnose describes the device, runs the self-test and prints the result.
func diagnose(out io.Writer, s *vk.Stream, expected []selftest.Expectation) error {
	if err := describeDevice(out, s.Device().Info()); err != nil {
		return err
	}
	begun := time.Now()
	report := selftest.Run(s, selftest.Checks(), expected)
	checks := report.Passed + len(report.Failed)
	fmt.Fprintf(out, "self-test  %d checks of %d kernels in %.1f s\n", checks, len(s.Device().Kernels()), time.Since(begun).Seconds())
	for _, why := range report.Skipped {
		fmt.Fprintf(out, "skipped    %s\n", why)
	}
	if len(report.Failed) == 0 {
		fmt.Fprintln(out, "PASS")
		return nil
	}
	var names []string
	for _, f := range report.Failed {
		names = append(names, f.Check)
		fmt.Fprintf(out, "FAIL       %s: %s\n", f.Check, f.Problem)
	}
	failed := strings.Join(names, ", ")
	fmt.Fprintf(out, "\nPaste this into a bug report:\n%s\n", reportLine(s.Device().Info(), failed))
	return failedChecks(report)
}

func describeDevice(out io.Writer, d vk.DeviceInfo) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	c := d.Caps
	fmt.Fprintf(w, "autogan\t%s\n", autogan.Version())
	fmt.Fprintf(w, "device\t%d: %s (%s, %v)\n", d.Index, d.Name, d.Vendor, c.Type)
	fmt.Fprintf(w, "driver\t%s, Vulkan %s\n", d.Driver, c.APIVersion)
	fmt.Fprintf(w, "limits\tsubgroups of %d, %d work groups in a row, %d threads in a group, %d KiB of shared memory\n",
		c.SubgroupSize, c.MaxGroups, c.MaxInvocations, c.SharedMemory>>10)
	fmt.Fprintf(w, "memory\theap of %s, allocations up to %s, visible to the host: %s\n", gibibytes(c.HeapBytes), gibibytes(c.MaxAllocation), yesNo(c.Unified))
	timestamps := "no timestamps"
	if c.TimestampPeriod > 0 {
		timestamps = fmt.Sprintf("timestamps of %g ns", c.TimestampPeriod)
	}
	fmt.Fprintf(w, "in use\tbuffer addresses, timeline semaphores, %s\n", timestamps)
	for _, avoided := range d.Avoided {
		fmt.Fprintf(w, "avoided\t%s\n", avoided)
	}
	return w.Flush()
}

// reportLine returns the line for a bug report.
func reportLine(d vk.DeviceInfo, failed string) string {
	return fmt.Sprintf("autogan doctor: FAIL %s; autogan %s; %s; %s; Vulkan %s; subgroups of %d; %s/%s",
		failed, autogan.Version(), d.Name, d.Driver, d.Caps.APIVersion, d.Caps.SubgroupSize, runtime.GOOS, runtime.GOARCH)
}
