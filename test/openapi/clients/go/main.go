// Sends a picture with the client that oapi-codegen makes of openapi/postcard.yaml, reads the message back, and prints
// what came of it as one line of JSON. The client is generated into the folder postcard right before this is compiled.
//
// Usage: POSTCARD_TOKEN=pc_… client URL PHONE FILE
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"

	"example.com/postcard-client/postcard"
)

// outcome is what the test reads.
type outcome struct {
	Status     int      `json:"status"`
	MessageID  string   `json:"message_id,omitempty"`
	ReadStatus int      `json:"read_status,omitempty"`
	State      string   `json:"state,omitempty"`
	Code       string   `json:"code,omitempty"`
	Phone      []string `json:"phone,omitempty"`
	Outcome    string   `json:"outcome,omitempty"`
}

// encode writes the fields of a message and its file as multipart/form-data.
func encode(form postcard.MediaMessageForm) (string, io.Reader, error) {
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	fields := map[string]string{"media_type": string(form.MediaType)}
	optional := map[string]*string{
		"phone":             form.Phone,
		"user_id":           form.UserId,
		"caption":           form.Caption,
		"contact.firstname": form.ContactFirstname,
	}
	for name, value := range optional {
		if value != nil {
			fields[name] = *value
		}
	}
	for name, value := range fields {
		if err := writer.WriteField(name, value); err != nil {
			return "", nil, err
		}
	}
	if form.MediaFile != nil {
		part, err := writer.CreateFormFile("media_file", form.MediaFile.Filename())
		if err != nil {
			return "", nil, err
		}
		content, err := form.MediaFile.Bytes()
		if err != nil {
			return "", nil, err
		}
		if _, err := part.Write(content); err != nil {
			return "", nil, err
		}
	}
	return writer.FormDataContentType(), &body, writer.Close()
}

// send sends the picture, and reads the message back where it was taken.
func send(ctx context.Context, client *postcard.ClientWithResponses, phone, file string) (outcome, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return outcome{}, err
	}
	caption, firstname := "Sent from Go", "Ada"
	form := postcard.MediaMessageForm{
		Phone:            &phone,
		MediaType:        postcard.MediaMessageFormMediaTypeImage,
		Caption:          &caption,
		ContactFirstname: &firstname,
		MediaFile:        &postcard.Bytes{},
	}
	form.MediaFile.InitFromBytes(content, filepath.Base(file))
	contentType, body, err := encode(form)
	if err != nil {
		return outcome{}, err
	}
	sent, err := client.SendMediaMessageWithBodyWithResponse(ctx, nil, contentType, body)
	if err != nil {
		return outcome{}, err
	}
	said := outcome{Status: sent.StatusCode()}
	switch {
	case sent.JSON422 != nil:
		said.Code = string(sent.JSON422.Error.Code)
		if details := sent.JSON422.Error.Details; details != nil && details.Phone != nil {
			said.Phone = *details.Phone
		}
	case sent.JSON500 != nil:
		said.Code = string(sent.JSON500.Error.Code)
		if details := sent.JSON500.Error.Details; details != nil {
			said.Outcome = string(details.Outcome)
		}
	case sent.JSON200 != nil:
		if id := sent.JSON200.Data.MessageId; id != nil {
			said.MessageID = *id
		}
		read, err := client.GetMessageWithResponse(ctx, sent.JSON200.Data.ChatMessageId, nil)
		if err != nil {
			return outcome{}, err
		}
		said.ReadStatus = read.StatusCode()
		if read.JSON200 != nil {
			said.State = string(read.JSON200.Data.Status)
		}
	}
	return said, nil
}

func run(url, phone, file string) error {
	withToken := func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+os.Getenv("POSTCARD_TOKEN"))
		return nil
	}
	client, err := postcard.NewClientWithResponses(url, postcard.WithRequestEditorFn(withToken))
	if err != nil {
		return err
	}
	said, err := send(context.Background(), client, phone, file)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(said)
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: client URL PHONE FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
