// Package debian downloads packages of Debian and unpacks them into folders, where
// nothing else uses them. It needs apt-get, apt-cache and dpkg, and installs
// nothing. Tools fetch drivers and Wine by it.
package debian
