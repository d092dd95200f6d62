package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"autogan/vk"

	"github.com/spf13/pflag"
)

// target is the device that the global flags select.
type target struct {
	device     string
	validate   bool
	submitTime time.Duration
	notice     func(text string) // told the device's name before the work
}

func (t *target) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&t.device, "device", "", "Vulkan device: index, UUID, PCI address, part of its name, or vendor (default $AUTOGAN_DEVICE, then the most capable)")
	flags.BoolVar(&t.validate, "validate", false, "run under the Khronos validation layer; anything it says is an error")
	flags.DurationVar(&t.submitTime, "submit-time", 0, "longest predicted time of one submission to the device, such as 50ms (default 200ms on GPUs, no limit on CPUs)")
}

// selector returns the name of the device: from the flag, else the
// configuration, else the environment; "" lets vk choose.
func (t *target) selector(configured string) string {
	for _, s := range []string{t.device, configured} {
		if s != "" {
			return s
		}
	}
	return os.Getenv("AUTOGAN_DEVICE")
}

// instance opens Vulkan, with the user's cache for compiled pipelines.
func (t *target) instance() (*vk.Instance, error) {
	options := vk.Options{Validation: t.validate}
	if cache, err := os.UserCacheDir(); err == nil { // without a home folder nothing is cached
		options.CacheDir = filepath.Join(cache, "autogan")
	}
	return vk.Open(options)
}

// withStream opens the device, names it and runs work on a stream of it.
func (t *target) withStream(configured string, work func(*vk.Stream) error) error {
	if t.submitTime < 0 {
		return badInputf("--submit-time is %v, want a time above zero, such as 50ms", t.submitTime)
	}
	in, err := t.instance()
	if err != nil {
		return err
	}
	defer in.Release()
	selector := t.selector(configured)
	dev, err := in.OpenDevice(selector)
	if err != nil {
		return badInput(err)
	}
	defer dev.Release()
	t.notice(nameDevice(dev.Info(), selector, reasons(in.Refused(), unusedGPUs(pciDevices))))
	s, err := dev.NewStreamWith(vk.StreamOptions{SubmitTime: t.submitTime})
	if err != nil {
		return err
	}
	defer s.Release()
	err = work(s)
	if synced := s.Sync(); err == nil {
		err = synced
	}
	return withMessages(err, in.Messages())
}

// withMessages adds to an error what the validation layer has said: a command that
// fails may have been wrong in that, too.
func withMessages(err error, said []string) error {
	if len(said) == 0 {
		return err
	}
	return errors.Join(err, fmt.Errorf("validation: %d messages, first: %s", len(said), said[0]))
}
