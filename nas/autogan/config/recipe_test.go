package config

import (
	"slices"
	"strings"
	"testing"

	"autogan/nas/autogan/experiments"
)

// published is a number or a choice of the published recipe, as TOML.
type published struct {
	key       string
	paper     string // under fidelity = "paper": the paper's, or the code's where the paper is silent
	reference string // under fidelity = "reference": what the authors' search.py does as its script runs it
	source    string
}

// recipe is the paper (arXiv 1908.03835) and its published code, by its flags in
// exps/autogan_search.sh, exps/derive.sh and cfg.py (commit a5eeef0). These are
// literals: they must not follow the defaults.
var recipe = []published{
	// The search space.
	{"space.name", `"autogan"`, `"autogan"`, "paper, section 3.1"},
	{"space.cells", "0", "0", "paper, section 3.1: all three"},

	// Networks and their training.
	{"gan.channels", "128", "128", "--gf_dim 128; not in the paper"},
	{"gan.disc_channels", "64", "64", "--df_dim 64; not in the paper"},
	{"gan.latent_dim", "128", "128", "--latent_dim 128; not in the paper"},
	{"gan.bottom_width", "4", "4", "--bottom_width 4"},
	{"gan.batch_g", "128", "128", "paper, section 4; --gen_bs 128"},
	{"gan.batch_d", "64", "64", "paper, section 4; --dis_bs 64"},
	{"gan.n_critic", "5", "5", "--n_critic 5 (1 in cfg.py); the paper follows SNGAN"},
	{"gan.lr_g", "0.0002", "0.0002", "paper, section 4; --g_lr 0.0002"},
	{"gan.lr_d", "0.0002", "0.0002", "paper, section 4; --d_lr 0.0002"},
	{"gan.betas", "[0.0, 0.9]", "[0.0, 0.9]", "--beta1 0.0 --beta2 0.9; not in the paper"},
	{"gan.statistics", `"running"`, `"running"`, "search.py: evaluation mode"},
	{"gan.skip_tap", `"before-skips"`, `"after-skips"`, "paper, Figure 3; the code adds in place"},
	{"gan.init", `"xavier"`, `"xavier"`, "--init_type xavier_uniform; not in the paper"},
	{"gan.unused_decays_moments", "false", "true", "torch 1.1: zero_grad writes zeros"},

	// The search.
	{"search.strategy", `"controller"`, `"controller"`, "paper, Algorithm 1"},
	{"search.levels", `"multi"`, `"multi"`, "paper, Algorithm 1: u_stage"},
	{"search.weights", `"shared"`, `"shared"`, "paper, Algorithm 1"},
	{"search.scratch_steps", "4700", "4700", "paper, Figure 7: 30 epochs; 30·782/5 = 4,692 steps"},
	{"search.iterations", "[25, 30, 35]", "[15, 20, 30]", "paper, section 4: 90, stages of cfg.py; --grow_step1 15 --grow_step2 35 --max_search_iter 65"},
	{"search.shared_epochs", "15", "15", "paper, section 4; --shared_epoch 15"},
	{"search.max_steps", "0", "0", "neither has a maximum"},
	{"search.losses_every", "10", "1", "ours; the code reads every loss"},
	{"search.num_candidates", "10", "10", "--num_candidate 10; M in the paper"},
	{"search.top_k", "5", "5", "--topk 5; K in the paper"},
	{"search.allow_duplicates", "false", "false", "ours; the code keeps equal ones"},

	// The controller.
	{"controller.steps", "30", "30", "paper, section 4; --ctrl_step 30"},
	{"controller.batch", "1", "1", "--ctrl_sample_batch 1; K in the paper"},
	{"controller.hidden", "100", "100", "cfg.py: --hid_size 100"},
	{"controller.lr", "0.00035", "0.00035", "paper, section 4; cfg.py: --ctrl_lr 3.5e-4"},
	{"controller.betas", "[0.0, 0.9]", "[0.0, 0.9]", "--beta1, --beta2, the same flags as the GAN's"},
	{"controller.entropy", "0.0001", "0.001", "paper, section 4; cfg.py: --entropy_coeff 1e-3"},
	{"controller.baseline_decay", "0.9", "0.9", "cfg.py: --baseline_decay 0.9"},
	{"controller.baseline_reset", "false", "true", "functions.py: baseline None at every search iteration"},
	{"controller.baseline_first", "false", "true", "functions.py: updated before it is subtracted"},
	{"controller.advantage_per_choice", "false", "true", "functions.py: broadcast of (1, T) with (T, 1)"},
	{"controller.decision_order", `"skips-last"`, `"skips-last"`, "controller.py; skips first in the paper, section 3.1"},
	{"controller.skips", `"joint"`, `"joint"`, "controller.py: one softmax; binary in the paper, section 3.1"},
	{"controller.first_input", `"zero"`, `"zero"`, "controller.py; the last token in the paper, Figure 1"},

	// Dynamic resetting.
	{"reset.enabled", "true", "true", "paper, Algorithm 1"},
	{"reset.window", "500", "500", "cfg.py: --dynamic_reset_window 500"},
	{"reset.threshold", "0.001", "0.001", "paper, section 4; cfg.py: --dynamic_reset_threshold 1e-3"},
	{"reset.criterion", `"variance"`, `"variance"`, "paper, section 4; its text has the deviation"},

	// The reward.
	{"reward.metric", `"is"`, `"is"`, "paper, Algorithm 1: Inception score"},
	{"reward.images", "5000", "5000", "cfg.py: --rl_num_eval_img 5000"},
	{"reward.splits", "10", "10", "inception_score.py"},
	{"reward.batch", "100", "100", "cfg.py: --eval_batch_size 100"},

	// Training from scratch.
	{"train.channels", "256", "256", "derive.sh: --gf_dim 256"},
	{"train.disc_channels", "128", "128", "derive.sh: --df_dim 128"},
	{"train.generator_steps", "50000", "50000", "paper, section 4; derive.sh: --max_iter 50000"},
	{"train.lr_decay", `"none"`, `"none"`, "--lr_decay is off in every script; not in the paper"},
	{"train.ema", "0.999", "0.999", "train_derived.py: 0.999 per generator step"},
	{"train.statistics", `"recomputed"`, `"raw"`, "ours; the code averages parameters only"},
	{"train.eval_every", "3125", "3125", "derive.sh: --val_freq 20 of 320 epochs, 16 times in 50,000 steps"},
	{"train.stop_collapsed", "false", "false", "train_derived.py trains to the end"},

	// Evaluation.
	{"eval.images", "50000", "50000", "cfg.py: --num_eval_imgs 50000"},
	{"eval.splits", "10", "10", "inception_score.py"},
	{"eval.batch", "100", "100", "cfg.py: --eval_batch_size 100"},
}

// notOfTheRecipe lists what says where and on what a run works, or how it is
// watched; other tests cover the scorers.
var notOfTheRecipe = []string{
	"name", "fidelity", "seed", "precision", "device", "run_dir", "tune", "data.", "reward.scorer", "reward.also", "search.correlate", "search.correlate_archs", "search.hours", "search.asha_eta", "search.asha_max_steps",
	"search.save_minutes", "train.arch", "train.log_every", "train.save_minutes", "train.seeds", "derive.", "eval.scorer", "eval.reference",
	"log.",
}

// TestDefaultsAreTheRecipe compares every default with the published number, in
// both fidelities, and finds a setting without a row.
func TestDefaultsAreTheRecipe(t *testing.T) {
	paper, reference := Default(Paper), Default(Reference)
	for _, n := range recipe {
		for _, c := range []struct {
			of   *Config
			want string
		}{{&paper, n.paper}, {&reference, n.reference}} {
			s, ok := c.of.setting(n.key)
			if !ok {
				t.Fatalf("there is no setting %s", n.key)
			}
			if got := formatValue(s.value()); got != c.want {
				t.Errorf("fidelity %s: %s is %s, want %s (%s)", c.of.Fidelity, n.key, got, c.want, n.source)
			}
		}
	}
	for _, s := range paper.settings() {
		other := slices.ContainsFunc(notOfTheRecipe, func(key string) bool {
			return s.key == key || strings.HasSuffix(key, ".") && strings.HasPrefix(s.key, key)
		})
		if other == slices.ContainsFunc(recipe, func(n published) bool { return n.key == s.key }) {
			t.Errorf("%s must be either in the table of the recipe or not of the recipe", s.key)
		}
	}
}

// departures are what the large experiments change of the recipe, and why.
var departures = map[string][]string{
	"cifar10":                nil,
	"stl10":                  {"gan.bottom_width 6"},
	"stl10-top1":             {"gan.bottom_width 6"},
	"stl10-cheap-reward":     {"gan.bottom_width 6"},
	"cifar10-fid-reward":     {`reward.metric "fid"`},
	"cifar10-no-reset":       {"reset.enabled false"},
	"cifar10-random-shared":  {`search.strategy "random"`},
	"cifar10-random-scratch": {`search.strategy "random"`, `search.levels "single"`, `search.weights "scratch"`, "search.iterations [2]"},
	"cifar10-asha":           {`search.strategy "asha"`, `search.levels "single"`, `search.weights "scratch"`, "search.iterations [1000]", "search.scratch_steps 780"},
	"cifar10-random-ws":      {`search.strategy "random"`, `search.levels "single"`, "search.iterations [1000]", "search.num_candidates 1000", "controller.steps 0"},
	"cifar10-single-level":   {`search.levels "single"`, "search.iterations [90]"},
}

// ofThePaper are the settings in which the experiments on CIFAR-10 and STL-10
// follow the paper, section 3.1 and Figure 1, and the defaults the code.
var ofThePaper = []string{`controller.decision_order "skips-first"`, `controller.skips "binary"`, `controller.first_input "last-token"`}

// TestExperimentsAreTheRecipe checks what a run of each large experiment really
// uses: the paper's numbers, except for the one thing that the experiment is
// about.
func TestExperimentsAreTheRecipe(t *testing.T) {
	for _, name := range experiments.Names() {
		if name == "quickstart" || strings.HasSuffix(name, smallSuffix) {
			continue
		}
		c, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, n := range recipe {
			s, _ := c.setting(n.key)
			if value := formatValue(s.value()); value != n.paper {
				got = append(got, n.key+" "+value)
			}
		}
		want := slices.Concat(departures[name], ofThePaper)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s departs from the recipe in %q, want %q", name, got, want)
		}
	}
}
