package source

import (
	"regexp"
	"strings"
)

// words that do not become Go names by an upper-case first letter.
var words = map[string]string{
	"relu": "ReLU", "lstm": "LSTM", "ema": "EMA", "fma": "FMA", "rgb": "RGB", "rng": "RNG", "kl": "KL", "sgd": "SGD", "hw": "HW",
	"matmul": "MatMul", "logsoftmax": "LogSoftmax", "batchnorm": "BatchNorm", "instancenorm": "InstanceNorm",
	"avgpool": "AvgPool", "maxpool": "MaxPool", "gemm": "GEMM", "convtranspose": "ConvTranspose", "bfloat16": "BFloat16",
}

var dimension = regexp.MustCompile(`^(.+)([123])d$`)

// GoName turns the name of a kernel or an operation, such as
// conv2d_forward_vec4, into the Go name Conv2DForwardVec4.
func GoName(name string) string {
	var b strings.Builder
	for _, word := range strings.Split(name, "_") {
		suffix := ""
		if m := dimension.FindStringSubmatch(word); m != nil {
			word, suffix = m[1], m[2]+"D"
		}
		if known, ok := words[word]; ok {
			word = known
		} else {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		b.WriteString(word + suffix)
	}
	return b.String()
}
