using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using AiChatMessage = Microsoft.Extensions.AI.ChatMessage;
using AiFinish = Microsoft.Extensions.AI.ChatFinishReason;

namespace Faro.Matching.Judging;

/// <summary>An <see cref="IChatClient"/> over the OpenAI package: text in, text out, JSON schemas. Retries are the caller's business.</summary>
public sealed class OpenAiChatClient : IChatClient
{
    /// <summary>The additional property that holds a model's refusal.</summary>
    public const string Refusal = "refusal";

    private readonly ChatClient client;
    private readonly ChatClientMetadata metadata;

    /// <summary>Creates the client.</summary>
    /// <exception cref="ArgumentException">No endpoint or no model is configured.</exception>
    public OpenAiChatClient(LlmJudgeOptions options)
    {
        if (!options.Enabled)
            throw new ArgumentException("A base address and a model are needed.", nameof(options));
        var settings = new OpenAIClientOptions
        {
            Endpoint = options.BaseUrl,
            NetworkTimeout = options.Timeout,
            RetryPolicy = new ClientRetryPolicy(0),
        };
        client = new ChatClient(options.Model, new ApiKeyCredential(options.ApiKey?.Reveal() ?? "none"), settings);
        metadata = new ChatClientMetadata("openai", options.BaseUrl, options.Model);
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<AiChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sent = messages.Select(Message).ToArray();
        ChatCompletion completion = await client.CompleteChatAsync(sent, Options(options), cancellationToken);
        var text = string.Concat(completion.Content.Select(c => c.Text));
        var response = new ChatResponse(new AiChatMessage(ChatRole.Assistant, text))
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            FinishReason = completion.FinishReason switch
            {
                OpenAI.Chat.ChatFinishReason.Length => AiFinish.Length,
                OpenAI.Chat.ChatFinishReason.ContentFilter => AiFinish.ContentFilter,
                _ => AiFinish.Stop,
            },
        };
        if (completion.Usage is { } usage)
        {
            response.Usage = new UsageDetails
            {
                InputTokenCount = usage.InputTokenCount,
                OutputTokenCount = usage.OutputTokenCount,
                TotalTokenCount = usage.TotalTokenCount,
            };
        }

        if (completion.Refusal is { Length: > 0 } refusal)
            response.AdditionalProperties = new AdditionalPropertiesDictionary { [Refusal] = refusal };
        return response;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<AiChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A verdict is only of use whole: the answer comes as one update.
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? metadata
        : serviceType.IsInstanceOfType(this) ? this
        : serviceType.IsInstanceOfType(client) ? client : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static OpenAI.Chat.ChatMessage Message(AiChatMessage message) =>
        message.Role == ChatRole.System ? new SystemChatMessage(message.Text)
        : message.Role == ChatRole.Assistant ? new AssistantChatMessage(message.Text)
        : new UserChatMessage(message.Text);

    private static ChatCompletionOptions Options(ChatOptions? options)
    {
        var set = new ChatCompletionOptions();
        if (options is null)
            return set;
        set.Temperature = options.Temperature;
        set.MaxOutputTokenCount = options.MaxOutputTokens;
        if (options.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } json)
        {
            set.ResponseFormat = OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat(
                json.SchemaName ?? "answer", BinaryData.FromString(schema.GetRawText()), json.SchemaDescription, jsonSchemaIsStrict: true);
        }

        return set;
    }
}
